import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { awsConfig, createAdministrator } from "../../../emulators/aws/account";
import { Moto } from "../../../emulators/aws/moto";
import { AzureRegistry } from "../../../emulators/azure/azure-registry";
import { GoogleImages } from "../../../emulators/gcs/google-images";
import { installDouble } from "../../../emulators/providers/install";
import { Registry } from "../../../emulators/registry/registry";
import { raw, serverUrl, unique } from "../../support/raw-api";
import { Stack, type StackSettings } from "../../support/stack";

/** A cloud, of which a registry on this machine keeps the images. */
interface Cloud {
  double: string;
  settings: StackSettings;
  host: string;
  /** The component with its args, `build` and `workPool` left out. */
  component: string;
  pool: string;
  /** Resources that a double keeps, as there is no emulator for them. */
  kept: number;
  stop?(): Promise<void> | void;
}

/** One of its own for each cloud: who deletes a registry is asked about all that it holds. */
let registry: Registry;

const clouds: [string, (name: string) => Promise<Cloud>][] = [
  [
    "ECR",
    async () => {
      const moto = await Moto.start();
      const key = await createAdministrator(moto);
      return {
        double: "aws",
        settings: {
          config: awsConfig(moto.url, key),
          secretConfig: { "aws:secretKey": key.secretAccessKey },
        },
        host: registry.address,
        component: 'require("pulumi-syntask/aws").EcrFlowStorage, { pullerAccounts: ["210987654321"]',
        pool: '{ type: "ecs" }',
        kept: 0,
        stop: () => moto.stop(),
      };
    },
  ],
  [
    "Artifact Registry",
    async () => {
      const google = await GoogleImages.start();
      return {
        double: "gcp",
        settings: { config: google.config, secretConfig: { "gcp:accessToken": "token-1" } },
        host: registry.address,
        component:
          'require("pulumi-syntask/gcp").ArtifactRegistryFlowStorage, { pullers: ["user:me@example.com"], location: "us"',
        pool: '{ type: "cloud-run-v2" }',
        kept: 2,
        stop: () => google.stop(),
      };
    },
  ],
  [
    "ACR",
    async (name) => {
      const front = await AzureRegistry.start(registry, registry.user.password);
      return {
        double: "azure-native",
        settings: { config: { "azure-native:subscriptionId": "s-1" }, environment: front.environment },
        host: front.address,
        component: `require("pulumi-syntask/azure").AcrFlowStorage, {
          resourceGroupName: "flows", registryArgs: { registryName: "${name.replaceAll("-", "")}" }`,
        pool: '{ type: "azure-container-instance", jobDefaults: { resourceGroupName: "flows", subscriptionId: "s-1" } }',
        kept: 2,
        stop: () => front.stop(),
      };
    },
  ],
];

describe.each(clouds)("%s", (_, start) => {
  const name = unique("cloud");
  let cloud: Cloud;
  let stack: Stack;

  const program = (args = "") => `
const make = (Storage, args) => new Storage("${name}", args);
const workPool = new syntask.WorkPool("${name}", ${cloud.pool});
const storage = make(${cloud.component}, build: { context: "flows", baseImage: "scratch" }, workPool, ${args} });
exports.image = storage.image;
exports.id = new syntask.Deployment("${name}", { entrypoint: "etl.py:main", storage, workPool }).id;
`;

  const kept = () => readdir(join(stack.folder, "cloud")).catch(() => []);

  beforeAll(async () => {
    registry = await Registry.start();
    cloud = await start(name);
    const { config, environment, ...others } = cloud.settings;
    stack = await Stack.create({
      ...others,
      config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...config },
      environment: { ...environment, PULUMI_SYNTASK_TEST_REGISTRY: `${cloud.host} ${registry.user.password}` },
    });
    stack.environment.PULUMI_SYNTASK_TEST_CLOUD = join(stack.folder, "cloud");
    await installDouble(stack, cloud.double);
    await installDouble(stack, "docker");
    await mkdir(join(stack.folder, "flows"));
    await writeFlow("pass");
  });
  afterAll(async () => {
    await stack?.remove();
    await cloud?.stop?.();
    await registry?.stop();
  });

  const writeFlow = (statement: string) =>
    writeFile(
      join(stack.folder, "flows/etl.py"),
      `from prefect import flow\n\n\n@flow\ndef main():\n    ${statement}\n`,
    );

  test("a folder becomes an image in the cloud's registry, and the deployment has it by its digest", async () => {
    await stack.write(program());
    await stack.up();
    const { id, image } = await stack.outputs();
    expect(image).toMatch(new RegExp(`^${cloud.host}/.*@sha256:[0-9a-f]{64}$`));
    const { job_variables } = await raw("GET", `/deployments/${id}`);
    expect(job_variables).toEqual({ image });
    expect(await kept()).toHaveLength(cloud.kept);
    expect(await stack.state()).not.toContain(registry.user.password);
  });

  test("a second up changes nothing, and changed code shows a new image", async () => {
    await stack.preview("--expect-no-changes");
    const { image } = await stack.outputs();
    await writeFlow("print('new')");
    await stack.up();
    expect((await stack.outputs()).image).not.toBe(image);
    await stack.preview("--expect-no-changes");
  });

  test("destroy leaves nothing", async () => {
    await stack.destroy();
    expect(await kept()).toEqual([]);
  });
});
