import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeRepositoriesCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { awsConfig, createAdministrator, type Key } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { AzureRegistry } from "../../emulators/azure/azure-registry";
import { GoogleImages } from "../../emulators/gcs/google-images";
import { installDouble } from "../../emulators/providers/install";
import { Registry } from "../../emulators/registry/registry";
import { serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const name = unique("images");
const syntask = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

let cloud: string;
let stack: Stack;

beforeAll(async () => {
  cloud = await mkdtemp(join(tmpdir(), "pulumi-syntask-cloud-"));
});
afterAll(() => rm(cloud, { recursive: true, force: true }));
afterEach(() => stack?.remove());

async function makeStack(
  double: string,
  config: Record<string, string>,
  environment: Record<string, string> = {},
  secretConfig: Record<string, string> = {},
): Promise<void> {
  const given = { PULUMI_SYNTASK_TEST_CLOUD: cloud, ...environment };
  stack = await Stack.create({ config: { ...syntask, ...config }, secretConfig, environment: given });
  await installDouble(stack, double);
}

/** Why the stack is not destroyed. */
async function refusal(): Promise<string> {
  const { code, output } = await stack.run("destroy", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  return output.split("\n").find((line) => line.includes(" stays, as ")) ?? output;
}

describe("ECR", () => {
  let moto: Moto;
  let administrator: Key;
  beforeAll(async () => {
    moto = await Moto.start();
    administrator = await createAdministrator(moto);
  });
  afterAll(() => moto?.stop());

  const ecr = () => new ECRClient(moto.client(administrator));
  const program = (args = "") => `
new (require("pulumi-syntask/aws").EcrFlowStorage)("${name}", {
  image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}@${digest}",
  repositoryArgs: { name: "${name}" },
  verify: false,
  ${args}
});
`;

  test("a repository with images of others stays, and goes with them when it is told so", async () => {
    await makeStack("aws", awsConfig(moto.url, administrator), {}, { "aws:secretKey": administrator.secretAccessKey });
    await stack.write(program());
    await stack.up();
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config: { size: 1, digest }, layers: [] });
    await ecr().send(new PutImageCommand({ repositoryName: name, imageTag: "theirs", imageManifest }));
    expect(await refusal()).toContain(
      `repository ${name} stays, as it holds an image that this stack did not put there: ${name}:theirs; empty it, or write \`forceDestroy: true\``,
    );
    await stack.write(program("forceDestroy: true"));
    await stack.up();
    await stack.destroy();
    const found = ecr().send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
    await expect(found).rejects.toThrow("does not exist");
  });
});

describe("ACR", () => {
  let registry: Registry;
  let front: AzureRegistry;
  beforeAll(async () => {
    registry = await Registry.start();
    front = await AzureRegistry.start(registry, registry.user.password);
  });
  afterAll(async () => {
    await front?.stop();
    await registry?.stop();
  });

  const program = (args = "") => `
new (require("pulumi-syntask/azure").AcrFlowStorage)("${name}", {
  resourceGroupName: "flows",
  image: "${front.address}/etl@${digest}",
  registryArgs: { registryName: "${name.replaceAll("-", "")}" },
  verify: false,
  ${args}
});
`;

  test("a registry with images of others stays, and goes with them when it is told so", async () => {
    const environment = {
      ...front.environment,
      PULUMI_SYNTASK_TEST_REGISTRY: `${front.address} ${registry.user.password}`,
    };
    await makeStack("azure-native", { "azure-native:subscriptionId": "s-1" }, environment);
    await stack.write(program());
    await stack.up();
    await registry.push("team/models", "1");
    expect(await refusal()).toContain(
      `registry ${front.address} stays, as it holds an image that this stack did not put there: team/models:1; empty it, or write \`forceDestroy: true\``,
    );
    await stack.write(program("forceDestroy: true"));
    await stack.up();
    await stack.destroy();
  });
});

describe("Artifact Registry", () => {
  const uri = `us-docker.pkg.dev/project-1/flows/model@${digest}`;
  let google: GoogleImages;
  beforeAll(async () => {
    google = await GoogleImages.start();
  });
  afterAll(() => google?.stop());

  const program = (args = "") => `
const { ArtifactRegistryFlowStorage } = require("pulumi-syntask/gcp");
new ArtifactRegistryFlowStorage("${name}", {
  image: "registry.example.com/project-1/flows/etl@${digest}",
  repositoryArgs: { repositoryId: "flows" },
  location: "us",
  verify: false,
  ${args}
});
`;

  test("a repository with images of others stays, and goes with them when it is told so", async () => {
    const environment = { PULUMI_SYNTASK_TEST_REGISTRY: "registry.example.com password" };
    await makeStack("gcp", google.config, environment, { "gcp:accessToken": "token-1" });
    await stack.write(program());
    await stack.up();
    google.images = [{ uri }, { uri: uri.replace("0123", "4567"), tags: ["1", "2"] }];
    const path = "projects/project-1/locations/us/repositories/flows";
    expect(await refusal()).toContain(
      `repository ${path} stays, as it holds 3 images that this stack did not put there: model@${digest}, model:1, model:2; empty it, or write \`forceDestroy: true\``,
    );
    expect(google.asked[0]).toBe(`/v1/${path}/dockerImages Bearer token-1`);
    google.images = [];
    await stack.destroy();
  });
});
