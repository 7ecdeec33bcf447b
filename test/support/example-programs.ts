import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Sample } from "../components/sample";
import { S3FlowStorage } from "../components/samples/aws";
import { AzureBlobFlowStorage } from "../components/samples/azure";
import { DockerFlowStorage } from "../components/samples/docker";
import { GcsFlowStorage } from "../components/samples/gcp";
import { KubernetesWorker } from "../components/samples/kubernetes";
import { workerOutputs } from "../components/samples/workers";
import { repository } from "./documents";
import { type Declared, declare } from "./mocks";

const registry = {
  registry: "registry.example.com",
  registryUser: "ci",
  registryPassword: "test",
};

/** Config that the programs of examples ask for, by their folders. */
const configs: Record<string, Record<string, string>> = {
  adopt: { slackUrl: "https://hooks.example.com" },
  docker: registry,
  "docker-prebuilt": { ...registry, image: `registry.example.com/flows@sha256:${"0".repeat(64)}` },
  azure: { resourceGroupName: "flows" },
  "docker-s3": { image: "registry.example.com/flows:1" },
  "docker-worker": { ...registry, baseImage: "synopkg/syntask:3.0.8-python3.12" },
  ecs: { subnets: '["subnet-1"]' },
  kubernetes: { repository: "https://github.com/example/flows.git" },
  platform: { repository: "https://github.com/example/flows.git" },
  "two-stacks/platform": { warehousePassword: "test", slackUrl: "https://hooks.example.com" },
  quickstart: { repository: "https://github.com/example/flows.git" },
};

/** What the stack of `two-stacks/platform` gives to that of a team. */
const platformOutputs = {
  workPool: "shared",
  nightlyQueue: "nightly",
  warehouseLimit: "warehouse",
  warehousePassword: "{{ syntask.blocks.secret.warehouse-password }}",
};

/** What clouds add to what programs gave, and answer to look-ups, by the beginning of types. */
const clouds: Record<string, Sample<any>> = {
  "aws:": S3FlowStorage,
  "azure-native:": AzureBlobFlowStorage,
  "docker:": DockerFlowStorage,
  "gcp:": GcsFlowStorage,
  "kubernetes:": KubernetesWorker,
};

/** Folders of `examples` with a program in TypeScript. */
export const typescriptExamples: readonly string[] = readdirSync(join(repository, "examples"), {
  recursive: true,
  encoding: "utf8",
})
  .filter((file) => file.endsWith("index.ts") && !/node_modules|templates|policies/.test(file))
  .map((file) => file.replace(/\/index\.ts$/, ""))
  .sort();

/** What the program of an example declares. */
export async function declaredBy(example: string): Promise<Declared[]> {
  const folder = join(repository, "examples", example);
  const own = Object.entries(configs[example] ?? {}).map(([key, value]) => [`project:${key}`, value]);
  const config = { "syntask:apiUrl": "https://syntask.example.com/api", ...Object.fromEntries(own) };
  const outputs = (declared: Declared) => {
    if (declared.type === "pulumi:pulumi:StackReference") return { outputs: platformOutputs };
    const [, cloud] = Object.entries(clouds).find(([prefix]) => declared.type.startsWith(prefix)) ?? [];
    const made = cloud?.outputs?.(declared) ?? workerOutputs(declared);
    return declared.type === "WorkerRevision" ? { ...made, revision: "0123abcd" } : made;
  };
  const lookUps = { "syntask:index:getWorkPool": { type: "process" } };
  const answers = Object.assign(lookUps, ...Object.values(clouds).map((cloud) => cloud.answers?.()));
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await declare(() => require(join(folder, "index.ts")), config, outputs, answers);
  } finally {
    process.chdir(before);
  }
}

/** What a program declares as `pulumi preview` shows it: children below their parents, types as the CLI shortens them. */
export function treeOf(declared: readonly Declared[], parent?: Declared, indentation = ""): string {
  const children = declared.filter((one) => one.parent === parent?.name && one.parentType === parent?.type);
  return children
    .sort((one, other) => one.name.localeCompare(other.name) || one.type.localeCompare(other.type))
    .map((one, index) => {
      const isLast = index === children.length - 1;
      const line = `${indentation}${isLast ? "└─" : "├─"} ${shownType(one.type)}  ${one.name}\n`;
      return line + treeOf(declared, one, `${indentation}${isLast ? "   " : "│  "}`);
    })
    .join("");
}

/** `aws:s3/bucket:Bucket` is shown as `aws:s3:Bucket`. */
function shownType(type: string): string {
  const [cloud, module, name] = type.split(":");
  if (name === undefined) return `syntask:${type}`;
  const place = module!.toLowerCase().endsWith(`/${name.toLowerCase()}`) ? module!.slice(0, -name.length - 1) : module;
  return `${cloud}:${place}:${name}`;
}
