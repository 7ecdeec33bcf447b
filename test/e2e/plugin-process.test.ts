import { spawn } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { CountingProxy } from "../support/counting-proxy";
import { yamlProject } from "../support/languages";
import { LossyProxy } from "../support/lossy-proxy";
import { raw, serverUrl, unique } from "../support/raw-api";
import { run, Stack } from "../support/stack";

const dialect = { "syntask:dialect": "prefect" };
const name = unique("process").replaceAll("-", "_");
const write = (stack: Stack, program: string) => yamlProject(program).writeProgram(stack.folder);

describe("a provider that the program makes", () => {
  const key = "hush-key";
  let [server, other] = [] as CountingProxy[];
  let stack: Stack;
  /** Where the server is follows from a resource, so that it is not known before that is there. */
  const program = ({ url = server!.url, apiKey = key, more = "" } = {}) => `
resources:
  place: { type: "syntask:Variable", properties: { name: ${name}_place, value: 1 } }
  there:
    type: pulumi:providers:syntask
    properties:
      apiUrl: { fn::join: ["", ["${url}", { fn::select: [1, { fn::split: ["|", "\${place.id}|"] }] }]] }
      apiKey: { fn::secret: ${apiKey} }
      dialect: prefect
  variable: { type: "syntask:Variable", properties: { name: ${name}_there, value: 1 }, options: { provider: "\${there}" } }
${more}
`;
  beforeAll(async () => {
    server = await CountingProxy.start(serverUrl(), { key });
    other = await CountingProxy.start(serverUrl(), { key });
    stack = await Stack.create({
      project: yamlProject(program()),
      config: { ...dialect, "syntask:apiUrl": serverUrl() },
    });
  });
  afterAll(async () => {
    await write(stack, program());
    await stack.up();
    await stack.remove();
    await server!.stop();
    await other!.stop();
  });

  test("may have settings that are not known before `up`, and never shows or stores its key", async () => {
    expect(await stack.preview()).toMatch(/\+ 4 to create/);
    expect(server!.total()).toBe(0);
    const output = await stack.up();
    expect(await raw("GET", `/variables/name/${name}_there`)).toMatchObject({ value: 1 });
    expect(server!.total()).toBeGreaterThan(0);
    for (const text of [output, await stack.state(), await stack.expect("stack", "export")]) {
      expect(text).not.toContain(key);
    }
    await stack.preview("--expect-no-changes");
  });

  test("gets another key and replaces nothing", async () => {
    await write(stack, program({ apiKey: "hush-other" }));
    const preview = await stack.preview("--diff");
    expect(preview).toMatch(/~ 1 to update\n\s+3 unchanged/);
    expect(preview).not.toContain("hush");
  });

  test("that leads to another server replaces itself and what is there", async () => {
    await write(stack, program({ url: other!.url }));
    expect(await stack.preview("--diff")).toMatch(/\+-2 to replace\n\s+2 unchanged/);
  });

  test("takes over what the default provider had on the same server, as unchanged", async () => {
    const moved = (provider: string) =>
      `  moved: { type: "syntask:Variable", properties: { name: ${name}_moved, value: 1 }${provider} }\n`;
    const same = `  same: { type: "pulumi:providers:syntask", properties: { apiUrl: "${serverUrl()}", dialect: prefect } }\n`;
    await write(stack, program({ more: moved("") }));
    await stack.up();
    await write(stack, program({ more: same + moved(`, options: { provider: "\${same}" }`) }));
    expect(await stack.preview("--diff")).toMatch(/\+ 1 to create\n\s+5 unchanged/);
  });
});

describe("names that the stack's configuration gives", () => {
  const pool = 'resources: { etl: { type: "syntask:WorkPool", properties: { type: process } } }\n';
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.create({
      project: yamlProject(pool.replace("etl", name)),
      config: { ...dialect, "syntask:apiUrl": serverUrl() },
    });
  });
  afterAll(() => stack.remove());
  const autonaming = (setting: string, value: string) =>
    stack.expect("config", "set", "--path", `pulumi:autonaming.${setting}`, value);

  test("are refused in one line where it wants them written, and are those of the resources where it enforces a pattern", async () => {
    await autonaming("mode", "disabled");
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      `syntask:index:WorkPool resource '${name}' has a problem: \`name\` is missing, and \`pulumi:autonaming\` is disabled; write a name`,
    );
    await stack.expect("config", "rm", "pulumi:autonaming");
    await autonaming("pattern", `\${name}-x`);
    await autonaming("enforce", "true");
    await stack.up();
    expect(await raw("GET", `/work_pools/${name}-x`)).toMatchObject({ type: "process" });
    await stack.preview("--expect-no-changes");
  });
});

describe("the process of the provider", () => {
  let proxy: LossyProxy;
  let stack: Stack;
  beforeEach(async () => {
    proxy = await LossyProxy.start(serverUrl());
    stack = await Stack.create({
      project: yamlProject(
        `resources: { one: { type: "syntask:Variable", properties: { name: ${name}_one, value: 1 } } }\n`,
      ),
      config: { ...dialect, "syntask:apiUrl": proxy.url },
    });
  });
  afterEach(async () => {
    await stack.mendState();
    await stack.remove();
    await proxy.stop();
  });

  /** Starts an `up` whose create goes on for some seconds, and waits until the server has been asked. */
  async function creating() {
    proxy.lose("POST /variables/", "late answer");
    const cli = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
      cwd: stack.folder,
      env: stack.environment,
    });
    let output = "";
    for (const stream of [cli.stdout, cli.stderr]) stream.on("data", (data) => (output += data));
    const ended = new Promise<void>((done) => cli.on("close", () => done()));
    await until(() => proxy.waiting === 0);
    const providers = await providersOf(cli.pid!);
    expect(providers.length).toBeGreaterThan(0);
    return { cli, ended, providers, output: () => output };
  }

  test("listens on this machine alone, and ends with the command", async () => {
    const { ended, providers } = await creating();
    for (const provider of providers) {
      const addresses = await listeningAddresses(provider);
      expect(addresses).toEqual(["0100007F"]);
    }
    await ended;
    await until(() => providers.every(hasEnded));
  });

  test("finishes what it is at after Ctrl-C, and the state has it", async () => {
    const { cli, ended, providers, output } = await creating();
    cli.kill("SIGINT");
    await ended;
    expect(output()).not.toContain("panic");
    expect(await stack.state()).toContain("syntask:index:Variable::one");
    const { id } = await raw("GET", `/variables/name/${name}_one`);
    expect(await stack.state()).toContain(id);
    await until(() => providers.every(hasEnded));
  });

  test("leaves by itself when Pulumi is killed", async () => {
    const { cli, ended, providers } = await creating();
    cli.kill("SIGKILL");
    await ended;
    await until(() => providers.every(hasEnded), 60_000);
  });
});

/** Processes of the provider that a process of Pulumi has started. */
async function providersOf(cli: number): Promise<number[]> {
  const { output } = await run("ps", ["-eo", "pid=,ppid=,args="]);
  const started = output.split("\n").map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)/.exec(line)?.slice(1) ?? []);
  return started
    .filter(([, parent, command]) => Number(parent) === cli && command?.includes("pulumi-resource-syntask"))
    .map(([id]) => Number(id));
}

function hasEnded(id: number): boolean {
  try {
    process.kill(id, 0);
    return false;
  } catch {
    return true;
  }
}

async function until(isSo: () => boolean, milliseconds = 60_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`it is not so after ${milliseconds} ms`);
    await sleep(50);
  }
}

/** Addresses on which a process takes connections, as Linux writes them. */
async function listeningAddresses(id: number): Promise<string[]> {
  const folder = `/proc/${id}/fd`;
  const files = await Promise.all((await readdir(folder)).map((file) => readlink(`${folder}/${file}`).catch(() => "")));
  const tables = await Promise.all(["tcp", "tcp6"].map((table) => readFile(`/proc/${id}/net/${table}`, "utf8")));
  return tables
    .flatMap((table) => table.split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === "0A" && files.includes(`socket:[${inode}]`))
    .map(([, address]) => address!.split(":")[0]!);
}
