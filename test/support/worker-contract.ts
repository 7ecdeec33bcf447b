import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDouble } from "../../emulators/providers/install";
import { CountingProxy } from "./counting-proxy";
import { ownAddress } from "./own-address";
import { endOfRun, finishedRun, PoolWorkers, processesOfRun, startedRun, stateOfRun } from "./pool-workers";
import { raw, serverUrl, unique } from "./raw-api";
import { run, Stack } from "./stack";
import { until } from "./until";

/** A flow that ends at once, or when there is a file, and after some seconds where it sees no files of this machine. */
export const flow = `
from pathlib import Path
from time import sleep, time

from prefect import flow


@flow(log_prints=True)
def main(until: str = "", seconds: int = 0):
    end = time() + seconds
    while time() < end and not Path(until).exists():
        sleep(0.2)
    print("done")
`;

/** What a platform needs of the suite. */
export interface Surroundings {
  /** Name of the pool, of the component and of the deployment. */
  name: string;
}

/** A cloud that runs, as the suite looks at it. */
export interface Cloud {
  config: Record<string, string>;
  secretConfig?: Record<string, string>;
  environment?: Record<string, string>;
  /** Puts into the stack's folder what the program needs. */
  prepare?(folder: string): Promise<void>;
  /**
   * A program with pool, infrastructure, worker and deployment, and with `workerName` and `id` of the deployment among its outputs.
   *
   * @param args of the worker, each on a line, in which the pool is `workPool`
   */
  program(args: string): string;
  /** What the workers wrote. */
  log(stack: Stack): Promise<string>;
  /** What the cloud shows of the workers to whoever may look at them. */
  declared(stack: Stack): Promise<string>;
  /**
   * Keeps new workers from starting, as by taking the right to read their secret from them.
   *
   * @returns args of the worker that do so, if it is these
   */
  hinder(stack: Stack): Promise<string[]>;
  /** What is there: accounts, secrets, logs, services. */
  left(): Promise<unknown[]>;
  stop(): Promise<void>;
}

/** In what a platform differs from the others. */
export interface Platform {
  /** Name of the component. */
  component: string;
  /** Name of the package of the cloud's provider, of which there is a double. */
  provider: string;
  /** With what the names of its machines end, as a pattern. */
  machine: string;
  /** How a secret stands in what the cloud shows. */
  reference: string;
  /** What an `up` says whose workers cannot start. */
  hindrance: RegExp;
  /** What keeps them from it. */
  hinderedBy: string;
  /** Args with which workers do not reach a loopback URL, where they else do. */
  loopbackArgs?: string[];
  /** What a loopback URL is to be replaced with. */
  loopbackAdvice: string;
  /** Whether runs of the program's pool are apart from their workers, and go on when these are replaced. */
  runsAreApart: boolean;
  start(surroundings: Surroundings): Promise<Cloud>;
  /** Tests of its own, after a flow run. */
  more?(stackOf: () => Stack): void;
}

/** What the workers of every platform do, with a real server and with processes that an agent runs as the cloud would. */
export function describeWorkers(platform: Platform): void {
  const name = unique(platform.component.toLowerCase());
  const key = `key-of-${name}`;
  const workers = new PoolWorkers(name);
  const changed = join(tmpdir(), `${name}-changed`);

  let cloud: Cloud;
  /** What Pulumi reaches the server by, and what workers do. */
  let proxy: CountingProxy;
  let gateway: CountingProxy;
  let stack: Stack;

  const program = ({ greeting = "one", args = [`apiUrl: "${gateway.url}"`] } = {}): string =>
    cloud.program(
      [
        "workPool",
        `environment: { GREETING: "${greeting}" }`,
        `secrets: { TOKEN: pulumi.secret("token-${greeting}-of-${name}") }`,
        ...args,
      ].join(",\n"),
    );

  beforeAll(async () => {
    cloud = await platform.start({ name });
    proxy = await CountingProxy.start(serverUrl(), { key });
    gateway = await CountingProxy.start(serverUrl(), { key, host: ownAddress() });
    stack = await Stack.create({
      config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect", ...cloud.config },
      secretConfig: { "syntask:apiKey": key, ...cloud.secretConfig },
      environment: cloud.environment,
    });
    await installDouble(stack, platform.provider);
    await cloud.prepare?.(stack.folder);
  });
  afterAll(async () => {
    await stack?.remove();
    await cloud?.stop();
    await gateway?.stop();
    await proxy?.stop();
    await rm(changed, { force: true });
  });

  const nameOfWorkers = async (): Promise<string> => (await stack.outputs()).workerName;
  const idOfDeployment = async (): Promise<string> => (await stack.outputs()).id;
  const runOfStack = async (): Promise<string> => finishedRun(await idOfDeployment());

  /** What an `up` prints that fails. */
  async function failedUp(): Promise<string> {
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    return output;
  }

  test("one up takes the pool from nothing to a flow run that is completed", async () => {
    await stack.write(program());
    await stack.up();
    const [worker, ...others] = await workers.records();
    expect(others).toEqual([]);
    expect(worker).toMatchObject({
      name: expect.stringMatching(`^${await nameOfWorkers()}-${platform.machine}`),
      status: "ONLINE",
    });
    expect((await raw("GET", `/work_pools/${name}`)).status).toBe("READY");
    expect(await runOfStack()).toBe("COMPLETED");
  });

  test("a second preview shows no change and asks the server nothing", async () => {
    proxy.reset();
    await stack.preview("--expect-no-changes");
    expect(proxy.calls).toEqual({});
  });

  test("the key is in no state, output, description of the cloud, log or argument", async () => {
    const log = await cloud.log(stack);
    expect(log).toMatch(/Worker\s+'[^']+'\s+started!/);
    const declared = await cloud.declared(stack);
    expect(declared).toContain(platform.reference);
    const commands = (await run("ps", ["-eo", "args="])).output;
    expect(commands).toContain(await nameOfWorkers());
    const outputs = await stack.expect("stack", "output", "--json");
    for (const text of [await stack.state(), outputs, log, declared, commands]) {
      for (const secret of [key, `token-one-of-${name}`]) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(secret).toString("base64"));
      }
    }
  });

  platform.more?.(() => stack);

  let overChange: string;

  test("after a change a new worker is online before the old one is stopped, and its record goes", async () => {
    overChange = await startedRun(await idOfDeployment(), {
      until: changed,
      seconds: platform.runsAreApart ? 60 : 600,
    });
    if (!platform.runsAreApart) expect(await processesOfRun(overChange)).not.toEqual([]);
    const before = await nameOfWorkers();
    await stack.write(program({ greeting: "two" }));
    const seen = await workers.during(before, () => stack.up());
    expect(seen).toContain("2 online, old runs, new runs");
    expect(seen.filter((moment) => moment.startsWith("0 online"))).toEqual([]);
    const after = await nameOfWorkers();
    expect(after).not.toBe(before);
    await until(async () => ((await workers.processes(before)).length === 0 ? true : undefined));
    expect((await workers.records()).map((worker) => worker.name)).toEqual([expect.stringMatching(`^${after}-`)]);
    const [worker] = await workers.processes(after);
    const environment = (await readFile(`/proc/${worker!.id}/environ`, "utf8")).split("\0");
    expect(environment).toContain("GREETING=two");
    expect(environment).toContain(`TOKEN=token-two-of-${name}`);
  });

  if (platform.runsAreApart) {
    test("a run that was there at the change goes on to its end", async () => {
      await writeFile(changed, "");
      expect(await endOfRun(overChange)).toBe("COMPLETED");
    });
  } else {
    test("a run that was there at the change has ended with its worker, whether or not the server has heard of it", async () => {
      await until(async () => ((await processesOfRun(overChange)).length === 0 ? true : undefined));
      expect(["RUNNING", "CRASHED"]).toContain(await stateOfRun(overChange));
    });
  }

  test("a worker that is killed is started again, and runs flows", async () => {
    const [worker] = await workers.processes();
    process.kill(worker!.id, "SIGKILL");
    await workers.untilAnother(worker!);
    expect(await runOfStack()).toBe("COMPLETED");
  });

  test("a worker that hangs is ended by its health check, and another one takes its place", async () => {
    const [worker] = await workers.processes();
    process.kill(worker!.id, "SIGSTOP");
    await workers.untilAnother(worker!);
    await workers.untilGone(worker!);
  });

  test(`workers that cannot start for ${platform.hinderedBy} fail the up, and the worker that is there goes on`, async () => {
    const args = await cloud.hinder(stack);
    const ids = async () => (await workers.processes()).map(({ id }) => id);
    const before = await ids();
    await stack.write(program({ greeting: "three", args: [`apiUrl: "${gateway.url}"`, ...args] }));
    expect(await failedUp()).toMatch(platform.hindrance);
    expect(await ids()).toEqual(before);
    await stack.write(program({ greeting: "four" }));
    await stack.up("--refresh");
    const records = await workers.records();
    expect(records.map((worker) => worker.name)).toEqual([expect.stringMatching(`^${await nameOfWorkers()}-`)]);
    expect(await runOfStack()).toBe("COMPLETED");
  });

  test("a wrong key is refused in one line, and the worker that is there stays", async () => {
    await stack.write(program({ greeting: "four", args: [`apiUrl: "${gateway.url}"`, 'apiKey: "wrong-key"'] }));
    const output = await failedUp();
    expect(output).toContain(
      `${proxy.url} refuses the \`apiKey\` of the worker; write one that may read work pool "${name}"`,
    );
    expect(output).not.toContain("wrong-key");
    expect(await workers.processes()).toHaveLength(1);
  });

  test("a URL of the loopback address is refused at preview", async () => {
    await stack.write(program({ args: platform.loopbackArgs ?? [] }));
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      `${platform.component} "${name}": \`apiUrl\` is ${proxy.url}, which is the worker's own machine to a worker; ${platform.loopbackAdvice}.`,
    );
  });

  test("destroy leaves no process, record, secret, account or log, and a second up with two workers works at once", async () => {
    await stack.write(program({ args: [`apiUrl: "${gateway.url}"`, "replicas: 2"] }));
    await stack.destroy();
    expect(await workers.processes()).toEqual([]);
    await expect(workers.records()).rejects.toThrow("404");
    expect(await cloud.left()).toEqual([]);
    await stack.up();
    const again = await workers.records();
    expect(again.map(({ status }) => status)).toEqual(["ONLINE", "ONLINE"]);
    expect(again[0]!.name).not.toBe(again[1]!.name);
  });
}
