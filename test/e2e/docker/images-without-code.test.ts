import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureEmulator } from "../../../emulators/azure/azure-emulator";
import { makePythonImage } from "../../../emulators/docker/python-images";
import { GcsEmulator } from "../../../emulators/gcs/gcs-emulator";
import { GitServer } from "../../../emulators/git/git-server";
import { installDouble } from "../../../emulators/providers/install";
import { serverUrl, unique } from "../../support/raw-api";
import { run, Stack } from "../../support/stack";
import { type FinishedRun, runDeployments } from "../../support/worker";

const flow = `
import os
from prefect import flow


@flow(log_prints=True)
def hello():
    print(f"pulled to {os.getcwd()} as {os.getuid()}")
`;

let source: string;
const images: string[] = [];

beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-pulled-"));
  await writeFile(join(source, "hello.py"), flow);
});
afterAll(async () => {
  await rm(source, { recursive: true, force: true });
  if (images.length > 0) await run("docker", ["image", "rm", "--force", ...images]);
});

interface Recipe {
  name: string;
  /** Environment of Python that the image has. */
  packages: string | undefined;
  withGit?: boolean;
  /** What a container needs to reach the store. */
  env?: Record<string, string | undefined>;
  volumes?: string[];
  /** Declares `storage`. */
  storage: string;
}

/** Runs a flow of a storage in an image that has Python packages and none of the code. */
async function runInImage(stack: Stack, recipe: Recipe): Promise<FinishedRun> {
  const { name, packages, withGit = false, env = {}, volumes = [], storage } = recipe;
  const image = `${name}:latest`;
  await makePythonImage(image, packages!, { withGit });
  images.push(image);
  await stack.write(`
const { GcsFlowStorage } = require("pulumi-syntask/gcp");
const { AzureBlobFlowStorage } = require("pulumi-syntask/azure");
const jobDefaults = {
  image: "${image}",
  imagePullPolicy: "Never",
  networkMode: "host",
  env: ${JSON.stringify(env)},
  volumes: ${JSON.stringify(volumes)},
};
const workPool = new syntask.WorkPool("${name}", { type: "docker", jobDefaults });
const storage = ${storage};
exports.id = new syntask.Deployment("${name}", { entrypoint: "hello.py:hello", storage, workPool }).id;
`);
  await stack.up();
  const { id } = await stack.outputs();
  const worker = process.env.PULUMI_SYNTASK_DOCKER_WORKER;
  const [finished] = await runDeployments(name, [id], {}, worker, "docker");
  if (finished!.state !== "COMPLETED") console.error(finished!.logs.join("\n"));
  return finished!;
}

const config = () => ({ "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" });

function expectPulled({ state, logs }: FinishedRun): void {
  expect(state).toBe("COMPLETED");
  expect(logs.join("\n")).toMatch(/pulled to \S+ as \d+/);
}

test("code of a Google bucket runs in an image without code", async () => {
  const name = unique("pulled-gcs");
  const gcs = await GcsEmulator.start();
  const stack = await Stack.create({ config: { ...config(), ...gcs.config() }, secretConfig: gcs.secretConfig });
  try {
    await installDouble(stack, "gcp");
    expectPulled(
      await runInImage(stack, {
        name,
        packages: process.env.PULUMI_SYNTASK_GCP_WORKER,
        env: { STORAGE_EMULATOR_HOST: gcs.url },
        storage: `new GcsFlowStorage("${name}", { source: ${JSON.stringify(source)}, folder: "etl" })`,
      }),
    );
  } finally {
    await stack.remove();
    await gcs.stop();
  }
});

test("code of an Azure container runs in an image without code", async () => {
  const name = unique("pulled-azure");
  const account = name.replaceAll("-", "").slice(0, 24);
  const azure = await AzureEmulator.start();
  const { REQUESTS_CA_BUNDLE: certificate, ...environment } = azure.environment(azure.owner);
  const stack = await Stack.create({
    config: { ...config(), ...azure.config },
    environment: { ...environment, REQUESTS_CA_BUNDLE: certificate! },
  });
  try {
    await installDouble(stack, "azure-native");
    expectPulled(
      await runInImage(stack, {
        name,
        packages: process.env.PULUMI_SYNTASK_AZURE_WORKER,
        env: { REQUESTS_CA_BUNDLE: "/certificate.pem" },
        volumes: [`${certificate}:/certificate.pem:ro`],
        storage: `new AzureBlobFlowStorage("${name}", {
          resourceGroupName: "flows",
          storageAccountArgs: { accountName: "${account}" },
          endpoint: "${azure.secureUrl}/${account}",
          source: ${JSON.stringify(source)},
          folder: "etl",
        })`,
      }),
    );
  } finally {
    await stack.remove();
    await azure.stop();
  }
});

test("code of a private repository runs in an image that has git and no code", async () => {
  const name = unique("pulled-git");
  const git = await GitServer.start({ token: "s3cr3t", files: { "hello.py": flow } });
  const stack = await Stack.create({
    config: config(),
    secretConfig: { "example:token": "s3cr3t" },
    environment: git.environment as Record<string, string>,
  });
  try {
    expectPulled(
      await runInImage(stack, {
        name,
        packages: process.env.PULUMI_SYNTASK_DOCKER_WORKER,
        withGit: true,
        env: { GIT_SSL_CAINFO: "/certificate.pem" },
        volumes: [`${git.environment.GIT_SSL_CAINFO}:/certificate.pem:ro`],
        storage: `new syntask.GitFlowStorage("${name}", {
          repository: "${git.url("github")}",
          accessToken: new pulumi.Config("example").requireSecret("token"),
        })`,
      }),
    );
  } finally {
    await stack.remove();
    await git.stop();
  }
});
