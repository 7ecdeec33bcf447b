import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CountingProxy } from "../support/counting-proxy";
import { callServer, fill, secret } from "../support/filled-server";
import { SecondServer } from "../support/second-server";

let server: SecondServer;
let folder: string;
/** Where the command line finds the server. */
let apiUrl: string;
beforeAll(async () => {
  server = await SecondServer.start();
  apiUrl = server.url;
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-exported-"));
  await fill(server);
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the command line in this process, and returns what it printed with its exit code. */
async function pulumiSyntask(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const { argv, env } = process;
  const lines: string[] = [];
  const print = (line: unknown) => void lines.push(String(line));
  const spies = [jest.spyOn(console, "log"), jest.spyOn(console, "error")];
  for (const spy of spies) spy.mockImplementation(print);
  process.argv = ["node", "pulumi-syntask", ...args];
  process.env = { ...env, SYNTASK_API_URL: apiUrl, SYNTASK_DIALECT: "prefect", PREFECT_API_URL: undefined };
  try {
    const ended = new Promise<number>((end) => {
      Object.defineProperty(process, "exitCode", { configurable: true, set: end, get: () => undefined });
    });
    jest.isolateModules(() => require("../../sdk/src/cli"));
    return { code: await ended, lines };
  } finally {
    Reflect.deleteProperty(process, "exitCode");
    Object.assign(process, { argv, env });
    for (const spy of spies) spy.mockRestore();
  }
}

/** With a number in the place of each id and time, which differ from server to server. */
function steady(text: string): string {
  const ids = new Map<string, string>();
  return text
    .replaceAll(server.url, "http://server/api")
    .replaceAll(folder, "/folder")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      if (!ids.has(id)) ids.set(id, `id-${ids.size + 1}`);
      return ids.get(id)!;
    })
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, "a time")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "a checksum");
}

test("a server's objects become a program and a file for the import, and the lines say what to do with them", async () => {
  const { code, lines } = await pulumiSyntask("export", join(folder, "My server!"));
  expect({ code, text: steady(lines.join("\n")) }).toMatchSnapshot("lines");
  const read = async (file: string) => steady(await readFile(join(folder, "My server!", file), "utf8"));
  expect((await readdir(join(folder, "My server!"))).sort()).toEqual(
    [".gitignore", "Pulumi.yaml", "import.json", "index.ts", "package.json", "tsconfig.json"].sort(),
  );
  for (const file of ["index.ts", "package.json", "Pulumi.yaml", "tsconfig.json", ".gitignore"]) {
    expect(await read(file)).toMatchSnapshot(file);
  }
  expect(await read("index.ts")).not.toContain(secret);
  const { resources } = JSON.parse(await read("import.json")) as { resources: Imported[] };
  expect(resources.map(lineOf).join("\n")).toMatchSnapshot("import.json");
  expect(JSON.stringify(resources)).toContain(secret);
});

interface Imported {
  type: string;
  name: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

/** What is imported, on a line; of outputs those that are no inputs. */
function lineOf({ type, name, id, inputs, outputs }: Imported): string {
  const { __provider, ...given } = inputs;
  expect(outputs).toMatchObject(inputs);
  const made = Object.keys(outputs).filter((output) => !(output in inputs));
  return `${type} ${name} ${id} ${JSON.stringify(given)}${made.length > 0 ? ` and ${made.join(", ")}` : ""}`;
}

test("a folder that has something in it is left alone", async () => {
  const { code, lines } = await pulumiSyntask("export", folder);
  expect({ code, lines }).toEqual({ code: 1, lines: [`${folder} is not empty; name a new folder`] });
});

test.each([[[]], [["export"]], [["import", "folder"]], [["export", "one", "two"]]])(
  "%j shows the usage",
  async (args) => {
    const { code, lines } = await pulumiSyntask(...args);
    expect(code).toBe(2);
    expect(lines.join("\n")).toMatch(/^Usage: pulumi-syntask export <folder>\n/);
  },
);

test("help is no failure", async () => {
  expect((await pulumiSyntask("--help")).code).toBe(0);
});

test("an object that a program cannot declare is named", async () => {
  const { id } = await callServer(server, "POST", "/flows/", { name: "bare" });
  await callServer(server, "POST", "/deployments/", { name: "none", flow_id: id, parameter_openapi_schema: {} });
  const { lines } = await pulumiSyntask("export", join(folder, "with a bare one"));
  expect(lines).toContain("deployment bare/none is left out: it has no entrypoint");
});

test("work pools are listed once, for themselves and for the deployments in them", async () => {
  const proxy = await CountingProxy.start(server.url);
  apiUrl = proxy.url;
  try {
    expect((await pulumiSyntask("export", join(folder, "counted"))).code).toBe(0);
    expect(proxy.calls).toMatchObject({ "POST /api/work_pools/filter 200": 1 });
  } finally {
    apiUrl = server.url;
    await proxy.stop();
  }
});
