import { copyFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { callServer, fill, secret } from "../support/filled-server";
import { SecondServer } from "../support/second-server";
import { run, Stack } from "../support/stack";

const cli = resolve(__dirname, "../../sdk/dist/cli.js");

let server: SecondServer;
let folder: string;
beforeAll(async () => {
  server = await SecondServer.start();
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-export-"));
  await fill(server);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const call = <T = any>(method: string, path: string, body?: unknown) => callServer<T>(server, method, path, body);

/** Everything on the server, with the times of the last change. */
async function snapshot(): Promise<unknown> {
  const lists: [string, object][] = [
    ["/work_pools/filter", {}],
    ["/work_queues/filter", {}],
    ["/flows/filter", {}],
    ["/deployments/filter", {}],
    ["/variables/filter", {}],
    ["/block_types/filter", {}],
    ["/block_schemas/filter", {}],
    ["/block_documents/filter", { include_secrets: true }],
    ["/v2/concurrency_limits/filter", {}],
    ["/concurrency_limits/filter", {}],
    ["/automations/filter", {}],
    ["/flow_run_notification_policies/filter", { flow_run_notification_policy_filter: { is_active: null } }],
  ];
  return Promise.all(
    lists.map(async ([path, body]) => {
      const rows = await call<any[]>("POST", path, body);
      return [path, rows.sort((left, right) => (left.id < right.id ? -1 : 1))];
    }),
  );
}

interface Exported {
  target: string;
  output: string;
}

async function exportTo(name: string): Promise<Exported> {
  const target = join(folder, name);
  const environment = {
    ...process.env,
    SYNTASK_API_URL: server.url,
    SYNTASK_DIALECT: "prefect",
    PREFECT_API_URL: undefined,
  };
  const { code, output } = await run(process.execPath, [cli, "export", target], { environment });
  if (code !== 0) throw new Error(output);
  return { target, output };
}

const secrets: Record<string, string> = {
  awsCredentialsAwsAwsSecretAccessKey: secret,
  slackWebhookAlertsUrl: `https://hooks.example.com/${secret}`,
  secretPasswordValue: secret,
  secretDb1Value: "of-db-1",
  secretDb1Value_2: "of-db1",
  secretStructuredValue: JSON.stringify({ user: "a", password: secret }),
  ticketSystemTicketsToken: secret,
};

/** A stack that has taken over what was exported. */
async function importedStack({ target }: Exported): Promise<Stack> {
  const stack = await Stack.create({
    config: { "syntask:apiUrl": server.url, "syntask:dialect": "prefect" },
    secretConfig: secrets,
  });
  await rm(join(stack.folder, "index.js"));
  for (const file of ["index.ts", "tsconfig.json", "package.json", "import.json"]) {
    await copyFile(join(target, file), join(stack.folder, file));
  }
  await stack.expect("import", "--file", "import.json", "--generate-code=false", "--yes", "--skip-preview");
  return stack;
}

describe("a server of more than fifty objects becomes a program", () => {
  let exported: Exported;
  let stack: Stack;
  let before: unknown;
  beforeAll(async () => {
    exported = await exportTo("exported");
    before = await snapshot();
    stack = await importedStack(exported);
  });
  afterAll(() => rm(stack.folder, { recursive: true, force: true }));

  test("that holds no secret, beside a file for the import that only its owner reads", async () => {
    const { target, output } = exported;
    expect(output).toContain("Wrote 57 resources into");
    const program = await readFile(join(target, "index.ts"), "utf8");
    expect(program + output).not.toContain(secret);
    expect(program).toContain('new syntask.Variable("variable_1", { value: { i: 1 } }, imported);');
    expect(program).toContain('new syntask.S3Bucket("bucket", { bucketName: "flows", credentials: aws }, imported);');
    expect((await stat(join(target, "import.json"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(target, ".gitignore"), "utf8")).toContain("import.json\n");
    const asked = [...output.matchAll(/config set --secret (\w+)/g)].map(([, key]) => key);
    expect(asked.sort()).toEqual(Object.keys(secrets).sort());
  });

  test("that leaves out what Pulumi cannot carry, and says so", () => {
    expect(exported.output).toContain("Variable strange is left out: Pulumi loses its key `__proto__`");
  });

  test("that takes them all over without a change, and keeps no secret in clear", async () => {
    await stack.preview("--expect-no-changes");
    await stack.up();
    expect(await snapshot()).toEqual(before);
    await stack.preview("--refresh", "--expect-no-changes");
    expect(await stack.state()).not.toMatch(new RegExp(`${secret}|of-db-?1`));
  });

  test("that says which live secret it would overwrite", async () => {
    await stack.expect("config", "set", "--secret", "secretDb1Value_2", "another");
    const preview = await stack.preview("--diff");
    expect(preview).toContain('secret block "db1" changes in secret `value`');
    expect(preview).toContain("1 to update");
    await stack.expect("config", "set", "--secret", "secretDb1Value_2", secrets.secretDb1Value_2!);
    await stack.preview("--expect-no-changes");
  });

  test("that destroys nothing, as another stack may own what it has", async () => {
    const { code, output } = await stack.run("destroy", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain("protect");
    expect(await snapshot()).toEqual(before);
  });
});

test.each([
  [[], /^Usage: pulumi-syntask export <folder>/],
  [["import", "x"], /^Usage: /],
])("%j is answered with the usage", async (args, expected) => {
  const { code, output } = await run(process.execPath, [cli, ...args]);
  expect(code).toBe(2);
  expect(output).toMatch(expected);
});

test("a folder that holds something, and a server that is not there, are refused in one line", async () => {
  const environment = { ...process.env, SYNTASK_API_URL: "http://127.0.0.1:9/api" };
  const full = await run(process.execPath, [cli, "export", folder], { environment });
  expect(full).toEqual({ code: 1, output: `${folder} is not empty; name a new folder\n` });
  const { code, output } = await run(process.execPath, [cli, "export", join(folder, "none")], { environment });
  expect(code).toBe(1);
  expect(output).toBe(
    "no server answers at http://127.0.0.1:9/api (SYNTASK_API_URL in the environment); start it, or set SYNTASK_API_URL\n",
  );
});
