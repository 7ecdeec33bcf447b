import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { serverUrl, unique } from "../support/raw-api";
import { run, Stack } from "../support/stack";

const repository = resolve(__dirname, "../..");

/** Programs of one's own, with what the command says that the storage is to be given. */
const programs: Record<string, string> = {
  s3: 'const { S3FlowStorage: Storage } = require("pulumi-syntask/aws"); const place = {};',
  gcs: 'const { GcsFlowStorage: Storage } = require("pulumi-syntask/gcp"); const place = { location: "EU" };',
  azure: `
    const { AzureBlobFlowStorage: Storage } = require("pulumi-syntask/azure");
    const config = new pulumi.Config();
    const place = {
      resourceGroupName: config.require("resourceGroupName"),
      endpoint: config.get("endpoint"),
      storageAccountArgs: { accountName: config.get("accountName") },
    };`,
};

/** Starts the command and waits for the lines to paste. */
async function start(name: string): Promise<{ lines: string; stop(): Promise<void> }> {
  const command: ChildProcess = spawn("npm", ["run", "emulator", "--", name], { cwd: repository, detached: true });
  const ended = new Promise<void>((done) => command.once("close", () => done()));
  let output = "";
  const lines = await new Promise<string>((ready, failed) => {
    const read = (data: Buffer) => {
      output += data;
      const [, printed] = output.split("until Ctrl-C, and keeps nothing");
      if (printed?.includes("# In the shell of the worker")) ready(printed.slice(printed.indexOf("\n")));
    };
    command.stdout!.on("data", read);
    command.stderr!.on("data", read);
    command.once("close", () => failed(new Error(output)));
  });
  return {
    lines,
    async stop() {
      process.kill(-command.pid!, "SIGINT");
      await ended;
    },
  };
}

test.each(Object.keys(programs))(
  "what `npm run emulator -- %s` prints brings a stack of one's own up",
  async (name) => {
    const emulator = await start(name);
    const stack = await Stack.create({
      program: `${programs[name]}
      const storage = new Storage("${unique("own")}", { source: "flows", ...place });
      exports.steps = storage.pullSteps;`,
      environment: { SYNTASK_API_URL: serverUrl(), SYNTASK_DIALECT: "prefect" },
    });
    try {
      await mkdir(join(stack.folder, "flows"));
      await writeFile(join(stack.folder, "flows/etl.py"), "print('flow')\n");
      const script = (command: string) =>
        `set -e\n${emulator.lines}\npulumi ${command} --yes --skip-preview --non-interactive`;
      const shell = (command: string) =>
        run("sh", ["-c", script(command)], { cwd: stack.folder, environment: stack.environment });
      const { code, output } = await shell("up");
      if (code !== 0) throw new Error(output);
      expect(output).toMatch(/FlowCode \S+ created/);
      expect(output).toMatch(/prefect_\w+\.deployments\.steps/);
      expect((await shell("destroy")).code).toBe(0);
    } finally {
      await emulator.stop();
      await stack.remove();
    }
  },
);

test("without a cloud that there is, the command says which there are", async () => {
  const { code, output } = await run("node", [join(repository, "scripts/emulator.mjs"), "cloud"]);
  expect(output.trim()).toBe("npm run emulator -- s3|azure|gcs");
  expect(code).toBe(1);
});
