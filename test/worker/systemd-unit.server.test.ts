import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { systemdUnit } from "pulumi-syntask";
import { declare, resolved } from "../support/mocks";
import { raw, serverUrl, unique } from "../support/raw-api";
import { run } from "../support/stack";
import { until } from "../support/until";

const python = dirname(process.env.PULUMI_SYNTASK_PYTHON!);
const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
const workPool = unique("systemd pool");
const workerName = `${workPool} of $HOME`;

let unit: string;
beforeAll(async () => {
  await declare(async () => {
    const text = systemdUnit({
      workPool,
      workerName,
      python,
      user: "root",
      limit: 2,
      workQueues: ["default"],
      environment: { GREETING: '100% "hello"' },
    });
    unit = await resolved(text);
  }, config);
});

test("the unit is one that systemd takes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-unit-"));
  const file = join(folder, "worker.service");
  await writeFile(file, unit);
  const { output } = await run("systemd-analyze", ["verify", "--man=no", file]);
  await rm(folder, { recursive: true });
  expect(output.split("\n").filter((line) => line.includes("worker.service"))).toEqual([]);
});

test("its command starts a worker, and its words arrive as they are", async () => {
  await raw("POST", "/work_pools/", { name: workPool, type: "process" });
  const [, command] = /^ExecStart=(.*)$/m.exec(unit)!;
  const home = await mkdtemp(join(tmpdir(), "pulumi-syntask-unit-"));
  const unescaped = (text: string) => text.replaceAll("%%", "%").replaceAll("$$", "$").replaceAll('\\"', '"');
  const words = [...command!.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, bare]) =>
    unescaped(quoted ?? bare!),
  );
  const set = [...unit.matchAll(/^Environment="(\w+)=(.*)"$/gm)].map(([, name, value]) => [name, unescaped(value!)]);
  const environment = Object.fromEntries(set);
  expect(environment).toEqual({ PREFECT_API_URL: serverUrl(), GREETING: '100% "hello"' });
  const worker = spawn(words[0]!, words.slice(1), {
    env: { ...process.env, ...environment, PREFECT_HOME: home, PREFECT_WORKER_WEBSERVER_PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [worker.stdout, worker.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = new Promise((done) => worker.on("close", done));
  try {
    const names = await until(async () => {
      const workers = await raw<{ name: string }[]>(
        "POST",
        `/work_pools/${encodeURIComponent(workPool)}/workers/filter`,
        {},
      );
      if (worker.exitCode !== null) throw new Error(output);
      return workers.length > 0 ? workers.map(({ name }) => name) : undefined;
    });
    expect(names).toEqual([workerName]);
  } finally {
    worker.kill("SIGTERM");
    await ended;
    await rm(home, { recursive: true });
  }
});

test("it has no secret, and says where those are read", () => {
  expect(unit).toContain("EnvironmentFile=-/etc/prefect/worker.env\n");
  expect(unit).not.toContain("API_KEY");
});
