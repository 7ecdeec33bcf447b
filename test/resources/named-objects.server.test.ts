import { Run } from "../../sdk/src/engine/run";
import { countedServer } from "../support/counted-server";
import { raw, unique } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";

const { said, proxy, config } = countedServer();
const flow = unique("naming");
const check = async (inputs: object, run = new Run(), kind = "Deployment") => {
  const whole = kind === "Deployment" ? { name: "nightly", flow, entrypoint: "etl.py:main", ...inputs } : inputs;
  expect(await new SmallEngine(kind, config(), run).check(whole)).toEqual([]);
};
const missing = (noun: string, name: string) =>
  `names the ${noun} "${name}", which is neither on the server nor, so far, declared by the program: `;
const failing = "runs fail without it";
const ofDeployment = (line: string) => `deployment "${flow}/nightly" ${line}`;
const variableName = (prefix: string) => unique(prefix).replaceAll("-", "_");
const pull = (args: object) => [
  { "prefect.deployments.steps.git_clone": { repository: "https://a.example/b", ...args } },
];

/** Whether the server has more objects than it lists at once. */
const areMore = async (collection: string): Promise<boolean> => (await raw("POST", `/${collection}/count`, {})) >= 200;

test("a block that pull steps name and that nobody has made is told of at preview, and refuses nothing", async () => {
  await check({ pullSteps: pull({ access_token: "{{ prefect.blocks.secret.of-nobody }}" }) });
  expect(said()).toEqual([ofDeployment(missing("block", "secret/of-nobody") + failing)]);
});

test("so is one that pull_with_block names, and one of which job variables name a value", async () => {
  await check({
    pullSteps: [
      {
        "prefect.deployments.steps.pull_with_block": {
          block_type_slug: "s3-bucket",
          block_document_name: "of-nobody",
        },
      },
    ],
    jobVariables: { env: { TOKEN: "{{ prefect.blocks.secret.of-no-one.value.key }}" } },
  });
  expect(said().map((line) => /the block "(.+?)"/.exec(line)![1])).toEqual(["s3-bucket/of-nobody", "secret/of-no-one"]);
});

test("a variable that a worker would read as an empty text is told of, with the one that is meant", async () => {
  const name = variableName("naming_size");
  await raw("POST", "/variables/", { name, value: 1 });
  await check({ jobVariables: { env: { SIZE: `at most {{ prefect.variables.${name}x }}` } } });
  const rest = `a worker puts an empty text in its place; did you mean "${name}"?`;
  expect(said()).toEqual([ofDeployment(missing("variable", `${name}x`) + rest)]);
});

test("a variable that a parameter stands for is told of, and a text that nobody replaces is not", async () => {
  const parameters = {
    size: { __prefect_kind: "workspace_variable", variable_name: "of_nobody" },
    text: "{{ prefect.variables.of_no_one }}",
  };
  await check({ parameters });
  expect(said()).toEqual([ofDeployment(missing("variable", "of_nobody") + failing)]);
});

test("a work pool's defaults and the runs that an automation makes are looked at too", async () => {
  const pool = unique("naming");
  await check(
    { name: pool, type: "process", jobDefaults: { env: { A: "{{ prefect.blocks.secret.a }}" } } },
    new Run(),
    "WorkPool",
  );
  const automation = unique("naming");
  const trigger = { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] };
  const parameters = { size: { __prefect_kind: "workspace_variable", variable_name: "of_nobody" } };
  const actions = [
    { type: "run-deployment", parameters, jobVariables: { env: { B: "{{ prefect.blocks.secret.b }}" } } },
  ];
  await check({ name: automation, trigger, actions }, new Run(), "Automation");
  expect(said()).toEqual([
    `work pool "${pool}" ${missing("block", "secret/a")}${failing}`,
    `automation "${automation}" ${missing("block", "secret/b")}${failing}`,
    `automation "${automation}" ${missing("variable", "of_nobody")}${failing}`,
  ]);
});

test("what the same program declares is not missed, nor what is on the server", async () => {
  const there = variableName("there");
  await raw("POST", "/variables/", { name: there, value: 1 });
  const name = variableName("naming");
  const run = new Run();
  const token = unique("naming");
  await check({ name, value: 1 }, run, "Variable");
  await check({ name: token, value: "x" }, run, "Secret");
  await check({ name: `${token}-hook`, typeSlug: "webhook", data: { url: "https://a.example" } }, run, "Block");
  const env = {
    A: `{{ prefect.variables.${name} }}`,
    B: `{{ prefect.blocks.secret.${token} }}`,
    C: `{{ prefect.blocks.webhook.${token}-hook }}`,
    D: `{{ prefect.variables.${there} }}`,
    E: "{{ syntask.variables.of_the_other_dialect }}",
  };
  await check({ jobVariables: { env } }, run);
  expect(said()).toEqual([]);
});

test("all deployments of a preview ask once for a kind, and none asks whose names stay as they are", async () => {
  const run = new Run();
  const naming = (index: number) => ({
    name: `nightly-${index}`,
    pullSteps: pull({ access_token: `{{ prefect.blocks.secret.of-nobody-${index} }}` }),
    jobVariables: { env: { SIZE: `{{ prefect.variables.of_nobody_${index} }}` } },
  });
  const areMany = { blocks: await areMore("block_documents"), variables: await areMore("variables") };
  proxy().reset();
  for (const index of [1, 2, 3]) await check(naming(index), run);
  expect(said()).toHaveLength(6);
  // The server is shared: where it has more than a page, each of the three asks for its own name as well.
  expect(proxy().calls["POST /api/block_documents/filter 200"]).toBe(areMany.blocks ? 4 : 1);
  expect(proxy().calls["POST /api/variables/filter 200"]).toBe(areMany.variables ? 4 : 1);

  const deployment = new SmallEngine("Deployment", config());
  const inputs = { flow, entrypoint: "etl.py:main", ...naming(1) };
  await deployment.up(inputs);
  proxy().reset();
  expect(await deployment.check({ ...inputs, description: "read again" })).toEqual([]);
  expect(proxy().total()).toBe(0);
  await deployment.destroy();
});

test("what lies beyond the server's first page is asked for by name, once for a deployment", async () => {
  const older = [variableName("older"), variableName("older")];
  for (const name of older) await raw("POST", "/variables/", { name, value: 1 });
  const newer = Array.from({ length: 200 }, () => variableName("newer"));
  for (const name of newer) await raw("POST", "/variables/", { name, value: 1 });
  proxy().reset();
  const env = Object.fromEntries([...older, "of_nobody"].map((name) => [name, `{{ prefect.variables.${name} }}`]));
  await check({ jobVariables: { env } });
  expect(said().map((line) => /the variable "(.+?)"/.exec(line)![1])).toEqual(["of_nobody"]);
  expect(proxy().calls["POST /api/variables/filter 200"]).toBe(2);
  for (const name of [...older, ...newer]) await raw("DELETE", `/variables/name/${name}`);
});
