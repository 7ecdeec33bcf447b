import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsConfig, createAdministrator } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { GitServer } from "../../emulators/git/git-server";
import { installDouble } from "../../emulators/providers/install";
import { serverUrl, unique } from "../support/raw-api";
import { Stack, type StackSettings } from "../support/stack";

/** A cloud with what a program needs of it. */
interface Cloud extends StackSettings {
  /** Plugin that a double stands for. */
  plugin?: string;
  program: string;
  /** What the program declares by its present name, and what it was called before. */
  former: Record<string, string>;
  stop(): Promise<unknown>;
}

const name = unique("former");

let folder: string;
let source: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-former-"));
  source = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(source, "hello.py"), "");
});
afterAll(async () => {
  for (const made of [folder, source]) await rm(made, { recursive: true, force: true });
});

async function git(): Promise<Cloud> {
  const server = await GitServer.start({ token: "", files: { "hello.py": "" } });
  return {
    environment: server.environment,
    program: `new syntask.GitFlowStorage("${name}", { repository: "${server.fileUrl}" });`,
    former: { GitAccessCheck: "GitRemote" },
    stop: () => server.stop(),
  };
}

async function aws(): Promise<Cloud> {
  const moto = await Moto.start();
  const administrator = await createAdministrator(moto);
  await moto.enforcePolicies();
  return {
    plugin: "aws",
    config: awsConfig(moto.url, administrator),
    secretConfig: { "aws:secretKey": administrator.secretAccessKey },
    program: `
const { EcsInfrastructure, S3FlowStorage } = require("pulumi-syntask/aws");
const infrastructure = new EcsInfrastructure("${name}-tasks");
new S3FlowStorage("${name}", { source: ${JSON.stringify(source)}, releases: true });
new S3FlowStorage("${name}-by-role", { access: "runtime", readers: [infrastructure.taskRoleName] });
`,
    former: { EcsInfrastructure: "EcsRuntime", S3AccessCheck: "S3Folder", ReleasePruning: "CodeReleases" },
    stop: () => moto.stop(),
  };
}

async function azure(): Promise<Cloud> {
  const emulator = await AzureEmulator.start();
  const worker = await emulator.makeIdentity();
  return {
    plugin: "azure-native",
    config: emulator.config,
    environment: emulator.environment(emulator.owner),
    program: `
const { AzureBlobFlowStorage, AzureContainerInstanceInfrastructure } = require("pulumi-syntask/azure");
const resourceGroupName = "flows";
const { identity } = new AzureContainerInstanceInfrastructure("${name}-containers", {
  resourceGroupName,
  workers: ["${worker.principalId}"],
});
const place = { resourceGroupName, endpoint: "${emulator.secureUrl}/flowcode", containerArgs: { containerName: "flows" } };
const storageAccountArgs = { accountName: "flowcode" };
const source = ${JSON.stringify(source)};
new AzureBlobFlowStorage("${name}", { ...place, storageAccountArgs, access: "sas", source });
`,
    former: {
      AzureContainerInstanceInfrastructure: "AzureContainerInstanceRuntime",
      AzureAccessCheck: "AzureFolder",
      ContainerSas: "AzureSignature",
    },
    stop: () => emulator.stop(),
  };
}

async function google(): Promise<Cloud> {
  const emulator = await GcsEmulator.start();
  return {
    plugin: "gcp",
    config: emulator.config(),
    secretConfig: emulator.secretConfig,
    program: `
const { CloudRunInfrastructure, GcsFlowStorage } = require("pulumi-syntask/gcp");
const { serviceAccountMember } = new CloudRunInfrastructure("${name}-jobs");
new GcsFlowStorage("${name}", { source: ${JSON.stringify(source)}, credentialsName: "${name}-code" });
new GcsFlowStorage("${name}-by-role", { access: "runtime", readers: [serviceAccountMember] });
`,
    former: { CloudRunInfrastructure: "CloudRunRuntime", GcsAccessCheck: "GcsFolder" },
    stop: () => emulator.stop(),
  };
}

const clouds = Object.entries({ git, aws, azure, google });

describe.each(clouds)("of %s, a stack that has the former names", (place, start) => {
  let cloud: Cloud;
  let stack: Stack;

  beforeAll(async () => {
    cloud = await start();
    stack = await Stack.create({
      ...cloud,
      config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...cloud.config },
      environment: { ...cloud.environment, PULUMI_SYNTASK_TEST_CLOUD: join(folder, place) },
    });
    if (cloud.plugin) await installDouble(stack, cloud.plugin);
    await stack.up();
    await giveFormerNames();
  });
  afterAll(async () => {
    await stack?.remove();
    await cloud?.stop();
  });

  /** Makes the state what the release before the renames has written. */
  async function giveFormerNames(): Promise<void> {
    const file = join(stack.folder, "state.json");
    await stack.expect("stack", "export", "--file", file);
    let state = await readFile(file, "utf8");
    for (const [present, former] of Object.entries(cloud.former)) {
      expect(state).toContain(`:${present}`);
      state = state.replaceAll(new RegExp(`\\b${present}\\b`, "g"), former);
    }
    await writeFile(file, state);
    await stack.expect("stack", "import", "--file", file);
  }

  /** Names of the types in all URNs of the state. */
  async function typesInState(): Promise<string[]> {
    const { resources = [] } = JSON.parse(await stack.expect("stack", "export")).deployment;
    return resources.flatMap(({ urn }: { urn: string }) =>
      urn
        .split("::")[2]!
        .split("$")
        .map((type) => type.split(":").at(-1)),
    );
  }

  test("is refreshed by the texts in it", async () => {
    await stack.refresh();
    expect(await typesInState()).toEqual(expect.arrayContaining(Object.values(cloud.former)));
  });

  test("is unchanged in a preview, children of components too", () => stack.preview("--expect-no-changes", "--diff"));

  test("has the present names after the next up, which changes nothing", async () => {
    await stack.up("--expect-no-changes");
    const types = await typesInState();
    expect(types).toEqual(expect.arrayContaining(Object.keys(cloud.former)));
    for (const former of Object.values(cloud.former)) expect(types).not.toContain(former);
  });

  test("is destroyed by the texts in it", async () => {
    await giveFormerNames();
    await stack.destroy();
    expect(await typesInState()).toEqual([]);
  });
});
