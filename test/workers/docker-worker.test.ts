import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePythonImage } from "../../emulators/docker/python-images";
import { run, type Stack } from "../support/stack";
import { describeWorkers, flow, type Surroundings } from "../support/worker-contract";

const missingImage = "nowhere.invalid/worker:1";

async function docker(...args: string[]): Promise<string> {
  const { code, output } = await run("docker", args);
  if (code !== 0) throw new Error(output);
  return output;
}

const containersOf = async (stack: Stack): Promise<string[]> => (await stack.outputs()).containers;

/** What Docker says of containers to whoever may ask it. */
const inspect = async (names: string[]): Promise<any[]> => JSON.parse(await docker("container", "inspect", ...names));

async function start({ name }: Surroundings) {
  const image = `${name}-python:latest`;
  await makeImage(image);
  return {
    config: {},
    program: (args: string) => `
const { DockerWorker } = require("pulumi-syntask/docker");
const workPool = new syntask.WorkPool("${name}", { type: "process" });
const worker = new DockerWorker("${name}", {
  image: "${image}",
  network: "host",
  ${args}
});
const deployment = new syntask.Deployment("${name}", {
  flow: "main",
  entrypoint: "etl.py:main",
  pullSteps: [syntask.setWorkingDirectory({ directory: "/flows" })],
  workPool,
});
Object.assign(exports, { workerName: worker.workerName, containers: worker.containerNames, id: deployment.id });
`,
    async log(stack: Stack) {
      return (await Promise.all((await containersOf(stack)).map((container) => docker("logs", container)))).join("\n");
    },
    declared: async (stack: Stack) => JSON.stringify(await inspect(await containersOf(stack))),
    hinder: async () => [`image: "${missingImage}"`],
    async left() {
      const names = await docker("ps", "--all", "--format", "{{.Names}}");
      return names.split("\n").filter((container) => container.startsWith(name));
    },
    stop: async () => void (await docker("image", "rm", "--force", image)),
  };
}

/** This machine's Python with Prefect, and the flow. */
async function makeImage(image: string): Promise<void> {
  await makePythonImage(image, process.env.PULUMI_SYNTASK_PYTHON!);
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-image-"));
  await writeFile(join(folder, "etl.py"), flow);
  await writeFile(join(folder, "Dockerfile"), `FROM ${image}\nCOPY etl.py /flows/\n`);
  const { code, output } = await run("docker", ["build", "--tag", image, folder], {
    environment: { ...process.env, DOCKER_BUILDKIT: "0" },
  });
  if (code !== 0) throw new Error(output);
  await rm(folder, { recursive: true });
}

describeWorkers({
  component: "DockerWorker",
  provider: "docker",
  machine: "0$",
  reference: "/run/syntask-worker",
  hindrance: new RegExp(missingImage),
  hinderedBy: "an image that is not there",
  // Containers with the network of their machine reach a server on its loopback address.
  loopbackArgs: ['network: "bridge"'],
  loopbackAdvice:
    'write an address that containers reach, like "http://host.docker.internal:4200/api", or `network: "host"`',
  runsAreApart: false,
  start,
  more(stackOf) {
    test("the worker finds its secrets in files of its container, and Docker watches its health", async () => {
      const [container] = (await containersOf(stackOf())) as [string];
      const listing = "import os; print(*sorted(os.listdir('/run/syntask-worker')))";
      expect((await docker("exec", container, "python", "-c", listing)).trim()).toBe("PREFECT_API_KEY TOKEN");
      const [{ State: state }] = await inspect([container]);
      expect(state).toMatchObject({ Running: true, Health: { Status: expect.stringMatching(/starting|healthy/) } });
    });
  },
});
