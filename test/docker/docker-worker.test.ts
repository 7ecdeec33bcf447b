import { DockerWorker, type DockerWorkerArgs } from "../../sdk/src/docker";
import { type Declared, declare } from "../support/mocks";

const workerName = "flows-0123abcd";
const config = { "syntask:apiUrl": "https://syntask.example.com/api", "syntask:apiKey": "hush" };

const outputs = ({ type, inputs }: Declared): Record<string, unknown> =>
  type === "WorkerRevision" ? { workerName, workerImage: inputs.image ?? "own:1", workerPackages: [] } : inputs;

async function declareWorker(args: Partial<DockerWorkerArgs> = {}, settings: Record<string, string> = config) {
  const declared = await declare(() => new DockerWorker("flows", { workPool: "flows", ...args }), settings, outputs);
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  return { declared, find, container: find("flows-0").inputs };
}

test("the key and the secrets are files of the container, and in no other input", async () => {
  const { declared, find, container } = await declareWorker({ secrets: { TOKEN: "hush, too" } });
  expect(container.uploads).toEqual([
    { file: "/run/syntask-worker/SYNTASK_API_KEY", content: "hush", permissions: "0444" },
    { file: "/run/syntask-worker/TOKEN", content: "hush, too", permissions: "0444" },
  ]);
  expect(find("flows-0").secrets).toEqual(["uploads"]);
  expect(declared.filter(({ text }) => text.includes("hush"))).toEqual([]);
});

test("Docker starts a worker again that ends, and the health check ends one that hangs", async () => {
  const { container } = await declareWorker();
  expect(container).toMatchObject({ restart: "unless-stopped", init: true, name: `${workerName}-0` });
  expect(container.healthcheck.tests.join("\n")).toContain("os.kill(-1, signal.SIGKILL)");
  expect(container.envs).toContain("SYNTASK_WORKER_WEBSERVER_PORT=8080");
});

test("workers in the machine's network have a port each, and other ones after a change", async () => {
  const { find } = await declareWorker({ network: "host", replicas: 2 });
  const ports = ["flows-0", "flows-1"].map((name) =>
    Number(/WEBSERVER_PORT=(\d+)/.exec(find(name).inputs.envs.join("\n"))![1]),
  );
  expect(ports[1]).toBe(ports[0]! + 1);
  expect(ports[0]).not.toBe(8080);
  expect(find("flows-0").inputs).toMatchObject({ networkMode: "host" });
});

test("the machine's Docker is given to workers that are to have it, and to no others", async () => {
  const socket = { hostPath: "/var/run/docker.sock", containerPath: "/var/run/docker.sock" };
  expect((await declareWorker()).container).not.toHaveProperty("volumes");
  expect((await declareWorker({ socket: true })).container.volumes).toEqual([socket]);
});

test.each<[Partial<DockerWorkerArgs>, string]>([
  [
    { apiUrl: "http://127.0.0.1:4200/api", network: "bridge" },
    '`apiUrl` is http://127.0.0.1:4200/api, which is the worker\'s own machine to a worker; write an address that containers reach, like "http://host.docker.internal:4200/api", or `network: "host"`.',
  ],
  [{ memory: "2 GB" }, '`memory` is "2 GB"; write an amount of memory, like "512 MiB" or "2 GiB".'],
  [
    { packages: ["prefect-aws"] },
    '`packages` has "prefect-aws", which has no version; write "prefect-aws==<version>".',
  ],
])("%j is refused in one line", async (args, reason) => {
  const program = () =>
    expect(() => new DockerWorker("flows", { workPool: "flows", ...args })).toThrow(`DockerWorker "flows": ${reason}`);
  await declare(program, config, outputs);
  expect.assertions(1);
});
