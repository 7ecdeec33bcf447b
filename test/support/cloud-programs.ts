import { awsConfig, createAdministrator } from "../../emulators/aws/account";
import { Moto } from "../../emulators/aws/moto";
import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { GitServer } from "../../emulators/git/git-server";
import type { StackSettings } from "./stack";

/** A cloud with what a program needs of it. */
export interface Cloud extends StackSettings {
  /** Plugin that a double stands for. */
  plugin?: string;
  program: string;
  /** What the program declares by its present name, and what it was called before. */
  former: Record<string, string>;
  stop(): Promise<unknown>;
}

/** What its components are called, and the folder that they upload. */
interface Naming {
  name: string;
  source: string;
}

async function git({ name }: Naming): Promise<Cloud> {
  const server = await GitServer.start({ token: "", files: { "hello.py": "" } });
  return {
    environment: server.environment,
    program: `new syntask.GitFlowStorage("${name}", { repository: "${server.fileUrl}" });`,
    former: { GitAccessCheck: "GitRemote" },
    stop: () => server.stop(),
  };
}

async function aws({ name, source }: Naming): Promise<Cloud> {
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

async function azure({ name, source }: Naming): Promise<Cloud> {
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

async function google({ name, source }: Naming): Promise<Cloud> {
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

/** Programs with the components of each cloud, and of none. */
export const cloudPrograms = { git, aws, azure, google };
