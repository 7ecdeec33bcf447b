import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { askOverNetwork, type Declared, declare } from "../support/mocks";
import { json, ScriptedServer } from "../support/scripted-server";
import { entry, ProjectFolder } from "./project-folder";

let project: ProjectFolder;
let warn: jest.SpyInstance;

beforeEach(() => {
  project = new ProjectFolder();
  warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
});
afterEach(() => {
  warn.mockRestore();
  project.remove();
});

const warnings = () => warn.mock.calls.map(([line]) => line.replace('SyntaskProject "project": ', ""));

/** What a project declares, by type and name. */
async function declared(
  args: Partial<syntask.SyntaskProjectArgs> | (() => Partial<syntask.SyntaskProjectArgs>) = {},
  answers: Record<string, Record<string, unknown>> = {},
): Promise<Declared[]> {
  const all = await declare(
    () => {
      const given = typeof args === "function" ? args() : args;
      new syntask.SyntaskProject("project", { folder: project.path, ...given });
    },
    {},
    undefined,
    answers,
  );
  return all.filter(({ type }) => type !== "syntask:index:SyntaskProject");
}

const inputsOf = async (args?: Parameters<typeof declared>[0], name = "main/nightly") =>
  (await declared(args)).find((one) => one.name === `project-${name}`)!.inputs;

/** Why a project is refused while its file is read. */
function refusal(args: Partial<syntask.SyntaskProjectArgs> = {}): string {
  try {
    new syntask.SyntaskProject("project", { folder: project.path, ...args });
    return "it is taken";
  } catch (error) {
    return (error as Error).message.replaceAll('SyntaskProject "project": ', "");
  }
}

const storage = (steps: object[], jobVariables?: Record<string, syntask.Json>): syntask.FlowStorage => ({
  pullSteps: pulumi.output(steps as syntask.PullStep[]),
  jobVariables: jobVariables && (pulumi.output(jobVariables) as pulumi.Output<Record<string, syntask.Json>>),
});

describe("a section of a deployment's own", () => {
  const own = `build:
  - a.build_docker_image: { id: build, image_name: file, tag: "1" }
pull:
  - a.git_clone: { repository: "https://forge.invalid/file.git" }
deployments:
  - name: nightly
    entrypoint: etl.py:main
    build:
      - a.build_docker_image: { id: build, image_name: own, tag: "1" }
    push:
      - a.push_to_s3: { id: push, bucket: flows, folder: own }
    pull:
      - a.pull_from_s3: { bucket: "{{ push.bucket }}" }
    work_pool: { name: etl, job_variables: { image: "{{ build.image }}" } }
  - name: weekly
    entrypoint: etl.py:main
    build: null
    pull: []
    work_pool: { name: etl }
`;

  test("takes the place of the file's, and an empty pull section does not", async () => {
    project.write(own);
    expect(await inputsOf()).toMatchObject({
      jobVariables: { image: "own:1" },
      pullSteps: [{ "a.pull_from_s3": { bucket: "flows" } }],
    });
    expect(await inputsOf({}, "main/weekly")).toMatchObject({
      pullSteps: [{ "a.git_clone": { repository: "https://forge.invalid/file.git" } }],
    });
  });

  test("is named where it stands when something in it is wrong", () => {
    project.write(own.replace("{{ push.bucket }}", "{{ other.bucket }}"));
    expect(refusal()).toMatch(/^syntask\.yaml:\d+:9: {{ other\.bucket }} cannot be resolved; give `storage`/);
  });
});

describe("without a pull section the code is", () => {
  const image = (dockerfile: string) => `build:
  - a.build_docker_image: { id: build, image_name: etl, tag: "1"${dockerfile} }
deployments:
${entry("nightly")}`;
  const directory = async (args = {}) =>
    (await inputsOf(args)).pullSteps.map(
      (step: any) => step["syntask.deployments.steps.set_working_directory"].directory,
    );

  test("in the image that a build makes by itself", async () => {
    project.write(image(", dockerfile: auto"));
    expect(await directory()).toEqual([`/opt/syntask/${project.path.split("/").at(-1)}`]);
  });

  test("in the project's folder where the build has a Dockerfile", async () => {
    project.write(image(""));
    expect(await directory()).toEqual([project.path]);
  });

  test("in the storage alone, where there is one", async () => {
    project.write(image(", dockerfile: auto"));
    const { pullSteps } = await inputsOf(() => ({ storage: storage([{ "a.b": {} }]) }));
    expect(pullSteps).toEqual([{ "a.b": {} }]);
  });
});

describe("overrides", () => {
  beforeEach(() => {
    project.write(`pull:
  - a.git_clone: { repository: "https://forge.invalid/a.git" }
deployments:
${entry("nightly", ', job_variables: { image: "{{ build.image }}", cpu: 1 }')}    parameters: { day: monday, size: 1 }
  - name: poolless
    entrypoint: etl.py:main
`);
  });
  const only = ["nightly"];

  test("give what a step would have returned", async () => {
    expect(await inputsOf({ only, overrides: { nightly: { jobVariables: { image: "own" } } } })).toMatchObject({
      jobVariables: { image: "own", cpu: 1 },
    });
  });

  test("win over the file, key by key in parameters", async () => {
    const overrides = { nightly: { jobVariables: { image: "own" }, parameters: { size: 2 }, tags: ["a"] } };
    expect(await inputsOf({ only, overrides })).toMatchObject({ parameters: { day: "monday", size: 2 }, tags: ["a"] });
  });

  test("may have pull steps of their own, in place of the file's and of a storage's", async () => {
    const pullSteps = [{ "a.own": {} }];
    const overrides = { nightly: { jobVariables: { image: "own" }, pullSteps } };
    expect(await inputsOf({ only, overrides })).toMatchObject({ pullSteps });
    expect(await inputsOf(() => ({ only, overrides, storage: storage([{ "a.b": {} }]) }))).toMatchObject({ pullSteps });
  });

  test("may have a storage of their own", async () => {
    const args = () => ({
      only,
      storage: storage([{ "a.all": {} }]),
      overrides: { nightly: { storage: storage([{ "a.own": {} }], { image: "stored" }) } },
    });
    expect(await inputsOf(args)).toMatchObject({
      pullSteps: [{ "a.own": {} }],
      jobVariables: { image: "stored", cpu: 1 },
    });
  });

  test("may name the work pool that the file leaves out", async () => {
    const overrides = { "*": { jobVariables: { image: "own" } }, poolless: { workPool: "own" } };
    expect(await inputsOf({ only: ["poolless"], overrides }, "main/poolless")).toMatchObject({ workPool: "own" });
  });

  test("name a job variable that nothing else gives, or the file is refused", () => {
    const overrides = { nightly: { jobVariables: { cpu: 2 } } };
    expect(refusal({ only, overrides })).toBe(
      'syntask.yaml:6:46: {{ build.image }} cannot be resolved; give `storage`, or `stepOutputs: { "build": … }`',
    );
  });
});

test("a variable that the program does not give is read once, from the project's workspace", async () => {
  const variable = { id: "v1", created: "2026-01-01T00:00:00Z", name: "team", value: "sales", tags: [] };
  const server = await ScriptedServer.start((received, response) =>
    json(200, received.path === "/admin/version" ? "3.0.0" : variable)(received, response),
  );
  const config = { "syntask:apiUrl": "http://127.0.0.1:9/api", "syntask-prod:apiUrl": server.url };
  project.write(`deployments:
${entry("nightly")}    tags: ["{{ syntask.variables.team }}"]
${entry("weekly")}    tags: ["{{ syntask.variables.team }}", "{{ syntask.variables.own }}"]
`);
  const args = { folder: project.path, connection: "prod", variables: { own: "given" } };
  const program = () => {
    askOverNetwork();
    new syntask.SyntaskProject("project", args);
  };
  const made = await declare(program, config);
  await server.stop();
  const deployments = made.filter(({ type }) => type === "Deployment");
  expect(deployments.map(({ inputs }) => inputs.tags)).toEqual([["sales"], ["sales", "given"]]);
  const read = server.received.map(({ path }) => path).filter((path) => path.startsWith("/variables/"));
  expect(read).toEqual(["/variables/name/team"]);
});

test("adopt and the connection reach deployments and automations", async () => {
  project.write(`deployments:
${entry("nightly")}    tags: ["{{ syntask.variables.team }}"]
    triggers: [{ name: late, expect: [a] }]
`);
  const made = await declare(
    () =>
      new syntask.SyntaskProject("project", {
        folder: project.path,
        adopt: true,
        connection: "prod",
        variables: { team: "sales" },
      }),
    { "syntask-prod:apiUrl": "https://prod.invalid/api" },
  );
  const objects = made.filter(({ type }) => ["Deployment", "Automation"].includes(type));
  expect(objects.map(({ inputs }) => [inputs.adopt, inputs.connection])).toEqual([
    [true, "prod"],
    [true, "prod"],
  ]);
});

describe("a step's output that the program gives", () => {
  test.each([
    ["{{ own.version }}", "2"],
    ["{{ own.list[0] }}", "a"],
    ["{{ list[0] }}", "b"],
    ["{{ text }}", "c"],
  ])("%s is filled in later", async (placeholder, note) => {
    project.write(`deployments:\n${entry("nightly", `, job_variables: { note: "${placeholder}" }`)}`);
    const stepOutputs = { own: pulumi.output({ version: "2", list: ["a"] }), list: ["b"], text: "c" };
    expect(await inputsOf(() => ({ stepOutputs }))).toMatchObject({ jobVariables: { note } });
  });

  test.each([
    ["{{ own.name }}", 'cannot be resolved; give `storage`, or `stepOutputs: { "own": … }`'],
    ["{{ syntask.variables.name }}", "stands where variables are not read yet; write the value itself"],
  ])("cannot name a deployment, which has to be known at once: %s", (name, reason) => {
    project.write(`deployments:\n  - { name: "${name}", entrypoint: "etl.py:main", work_pool: { name: etl } }\n`);
    expect(refusal({ stepOutputs: { own: { name: "nightly" } } })).toBe(`syntask.yaml:2:7: ${name} ${reason}`);
  });
});

test("a block in job variables is left to the worker, with blanks around it too, and in a trigger's", async () => {
  const block = " {{ syntask.blocks.secret.token }} ";
  project.write(`deployments:
${entry("nightly", `, job_variables: { env: { TOKEN: "${block}" } }`)}    triggers:
      - { name: late, expect: [a], job_variables: { token: "${block}" } }
`);
  const [deployment, automation] = await declared();
  expect(deployment!.inputs.jobVariables).toEqual({ env: { TOKEN: block } });
  expect(automation!.inputs.actions[0].jobVariables).toEqual({ token: block });
});

describe("a warning is given", () => {
  test("for a file without deployments", async () => {
    project.write("name: etl\n");
    await declared();
    expect(warnings()).toEqual(["syntask.yaml has no deployments"]);
  });

  test.each(["entrypoint: etl.py:main", "name: null"])("for a deployment without a name: %s", async (line) => {
    project.write(`deployments:\n  - ${line}\n`);
    expect(await declared()).toEqual([]);
    expect(warnings()).toEqual(["syntask.yaml:2:5: a deployment without a name is left out, as `deploy --all` does"]);
  });

  test("for nothing where `flow_name` is the flow's", async () => {
    project.write(
      'deployments: [{ name: a, entrypoint: "etl.py:report", flow_name: Report, work_pool: { name: etl } }]\n',
    );
    await declared();
    expect(warnings()).toEqual([]);
  });
});

test("what a file writes for a terminal is printed as its escape", () => {
  project.write('deployments:\n  - name: "a\\eb"\n');
  expect(refusal()).toBe(
    'syntask.yaml:2:5: deployment "a\\u001bb" has no `entrypoint`; write path/to/file.py:function',
  );
});

test("a part of the wrong form is refused alone, as nothing more can be read of it", () => {
  project.write("deployments: [nightly]\n");
  expect(refusal()).toBe("syntask.yaml:1:15: a deployment is not a mapping; write it as `- name: …`");
});

test("files that are named need no project file of the stack's dialect", () => {
  project.write("deployments: []\n", "prefect.yaml");
  expect(refusal({ files: ["prefect.yaml"] })).toBe("it is taken");
});

test("a name that two flows have is not taken for one of them", async () => {
  project.write(`deployments:
${entry("nightly")}  - { name: nightly, entrypoint: "etl.py:report", work_pool: { name: etl } }
`);
  await declare(() => {
    const made = new syntask.SyntaskProject("project", { folder: project.path });
    expect(() => made.deployment("nightly")).toThrow(
      '`deployment` "nightly" means main/nightly and Report/nightly; write one of them',
    );
    expect(made.deployment("Report/nightly")).toBe(made.deployments["Report/nightly"]);
  });
});
