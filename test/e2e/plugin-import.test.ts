import { readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { callServer, fill, secret } from "../support/filled-server";
import { yamlProject } from "../support/languages";
import { SecondServer } from "../support/second-server";
import { run, Stack } from "../support/stack";

const cli = resolve(__dirname, "../../sdk/dist/cli.js");

let server: SecondServer;
let stack: Stack;
beforeAll(async () => {
  server = await SecondServer.start();
  await fill(server);
  // In a program in YAML no key has the value null.
  const { id } = await callServer(server, "GET", "/variables/name/empty");
  await callServer(server, "PATCH", `/variables/${id}`, { value: { true: true, "5": 5 } });
});
afterAll(() => server.stop());
beforeEach(async () => {
  stack = await Stack.create({
    project: yamlProject("resources: {}\n"),
    config: { "syntask:apiUrl": server.url, "syntask:dialect": "prefect" },
  });
});
// What was imported is the server's: nothing is destroyed.
afterEach(() => rm(stack.folder, { recursive: true, force: true }));

const written = ["--out", "code.yaml", "--protect=false", "--yes", "--skip-preview"];

/** What a user has to write by themselves, by the names of the blocks. */
const hidden: Record<string, object> = {
  aws: { awsSecretAccessKey: secret },
  password: { value: secret },
  "db-1": { value: "of-db-1" },
  db1: { value: "of-db1" },
  structured: { value: { user: "a", password: secret } },
  alerts: { data: { url: `https://hooks.example.com/${secret}` } },
  settings: { data: { value: { retries: 3, "odd-key": [1, null, "x"] } } },
  tickets: { data: { url: "https://tickets.example.com", token: secret } },
};

test("each object is imported by its name, and the code that Pulumi prints previews as unchanged", async () => {
  const [deployment] = await callServer<any[]>(server, "POST", "/deployments/filter", { limit: 1 });
  const flow = await callServer(server, "GET", `/flows/${deployment.flow_id}`);
  const [automation] = await callServer<any[]>(server, "POST", "/automations/filter", {});
  const objects = [
    ["Deployment", "nightly", `${flow.name}/${deployment.name}`],
    ["WorkQueue", "urgent", "plain/urgent"],
    ["S3Bucket", "bucket", "bucket"],
    ["Automation", "automation", automation.name],
    ["Variable", "variable", "variable_1"],
  ] as const;
  const codes: string[] = [];
  for (const [kind, name, key] of objects) {
    await stack.expect("import", `syntask:index:${kind}`, name, key, ...written);
    codes.push(await readFile(join(stack.folder, "code.yaml"), "utf8"));
  }
  expect(codes.join("\n")).not.toContain(secret);
  const resources = codes.map((code) => code.replace(/^resources:\n/, "")).join("");
  await yamlProject(`resources:\n${resources}`).writeProgram(stack.folder);
  await stack.preview("--expect-no-changes", "--diff");
});

test("a whole server is imported from a file without a value in it, and the code previews as unchanged", async () => {
  const file = join(stack.folder, "import.json");
  const environment = {
    ...process.env,
    SYNTASK_API_URL: server.url,
    SYNTASK_DIALECT: "prefect",
    PREFECT_API_URL: undefined,
  };
  const { code, output } = await run(process.execPath, [cli, "export", "--import-file", file], { environment });
  expect(code).toBe(0);
  expect(output).toContain("Wrote 57 names and ids into");
  const text = await readFile(file, "utf8");
  expect(text).not.toContain(secret);
  const said = await stack.expect("import", "--file", file, ...written);
  expect(said).toContain("secret `value` is left out; write it into the program, from the stack's config");
  expect(said).not.toContain("bug in the");
  const program = parse(await readFile(join(stack.folder, "code.yaml"), "utf8"));
  expect(JSON.stringify(program)).not.toContain(secret);
  for (const { properties } of Object.values<any>(program.resources))
    Object.assign(properties, hidden[properties.name]);
  await yamlProject(stringify(program)).writeProgram(stack.folder);
  await stack.preview("--expect-no-changes", "--diff");
});
