import { join } from "node:path";
import type { Args } from "./components";

const build = "examples/quickstart/flows";
const group = { resourceGroupName: "team" };
const pods = { workPool: "flows", namespace: "flows", apiUrl: "https://syntask.example.com/api" };
const workers = { workPool: "flows", subnets: ["subnet-1"], apiUrl: "https://syntask.example.com/api" };
const runner = { workPool: "flows", region: "europe-west1", apiUrl: "https://syntask.example.com/api" };
const app = { ...group, workPool: "flows", apiUrl: "https://syntask.example.com/api" };
const project = join(__dirname, "../../examples/quickstart");

/** Args of each component with which it refuses nothing. */
export const fine: Record<string, Args> = {
  S3FlowStorage: {},
  AzureBlobFlowStorage: group,
  GcsFlowStorage: {},
  EcrFlowStorage: { build },
  AcrFlowStorage: { ...group, build },
  ArtifactRegistryFlowStorage: { build },
  EcsInfrastructure: {},
  EcsWorker: workers,
  CloudRunInfrastructure: {},
  CloudRunWorker: runner,
  AzureContainerInstanceInfrastructure: group,
  ContainerAppWorker: app,
  DockerFlowStorage: { build, registry: { server: "localhost:5000" } },
  DockerWorker: { workPool: "flows", apiUrl: "https://syntask.example.com/api" },
  KubernetesInfrastructure: {},
  KubernetesWorker: pods,
  GitFlowStorage: { repository: "https://forge.invalid/a.git" },
  LocalFlowStorage: { path: project },
};

/** What a setting belongs to, where that is no default. */
export const beside: Record<string, Args> = {
  "AzureBlobFlowStorage.bundles": { access: "sas" },
  "AzureBlobFlowStorage.permissions": { access: "sas" },
  "AzureBlobFlowStorage.readerType": { access: "runtime" },
};

/** Types of pools that cannot run the image, which is said in words of its own. */
export const impossible: Record<string, readonly string[]> = {
  "DockerFlowStorage.workPool": ["process"],
  "EcrFlowStorage.workPool": ["docker", "process"],
  "AcrFlowStorage.workPool": ["docker", "process"],
  "ArtifactRegistryFlowStorage.workPool": ["docker", "process"],
};

/** What goes together although something near it does not. */
export const together: [component: string, Args][] = [
  ["S3FlowStorage", { source: build, ignore: ["a"], ignoreFile: "b", releases: true }],
  ["S3FlowStorage", { bucket: "team", region: "eu-west-1", endpoint: "http://minio:9000" }],
  ["S3FlowStorage", { bucket: "team", bundles: true, forceDestroy: true }],
  ["S3FlowStorage", { access: "runtime", readers: ["worker"], permissions: "readWrite" }],
  ["S3FlowStorage", { forceDestroy: true, rotation: "1", credentialsName: "team", bucketArgs: { bucket: "team" } }],
  ["S3FlowStorage", { credentials: " {{ syntask.blocks.aws-credentials.team }} " }],
  ["AzureBlobFlowStorage", { ...group, source: build, ignore: ["a"], ignoreFile: "b", releases: true }],
  ["AzureBlobFlowStorage", { ...group, access: "sas", rotation: "1", validDays: 1, accountKey: "key2" }],
  ["AzureBlobFlowStorage", { ...group, storageAccount: "team", container: "code", endpoint: "https://a" }],
  ["AzureBlobFlowStorage", { ...group, storageAccountArgs: { minimumTlsVersion: "TLS1_2" }, location: "westeurope" }],
  ["AzureBlobFlowStorage", { ...group, access: "runtime", storageAccountArgs: { allowSharedKeyAccess: false } }],
  ["AzureBlobFlowStorage", { ...group, bundles: false }],
  [
    "AzureBlobFlowStorage",
    { ...group, access: "sas", bundles: true, storageAccount: "team", container: "code", forceDestroy: true },
  ],
  ["AzureBlobFlowStorage", { ...group, containerArgs: { publicAccess: "None" }, forceDestroy: true }],
  ["GcsFlowStorage", { source: build, ignore: ["a"], ignoreFile: "b", releases: true }],
  ["GcsFlowStorage", { bucket: "team", bundles: true, forceDestroy: true, location: "EU" }],
  ["GcsFlowStorage", { access: "runtime", readers: ["serviceAccount:a@team.iam.gserviceaccount.com"] }],
  ["GcsFlowStorage", { rotation: "1", credentialsName: "team", location: "EU", forceDestroy: true, bucketArgs: {} }],
  ["GcsFlowStorage", { bucket: "team", bucketArgs: undefined }],
  ["EcrFlowStorage", { build, keep: 1, repositoryArgs: {}, pullerAccounts: [], forceDestroy: true, tag: "1" }],
  ["EcrFlowStorage", { build, keep: false, path: "/opt/flows", workPool: "kubernetes" }],
  ["AcrFlowStorage", { ...group, build, keep: 1, registryArgs: {}, forceDestroy: true, imageName: "etl" }],
  [
    "AcrFlowStorage",
    { ...group, build, workPool: "azure-container-instance", identity: { id: "a", principalId: "b" } },
  ],
  ["ArtifactRegistryFlowStorage", { build, keep: 1, repositoryArgs: {}, location: "europe", pullers: ["user:a@b"] }],
  ["EcsInfrastructure", { access: "runtime", workers: ["worker"] }],
  ["EcsInfrastructure", { rotation: "1", credentialsName: "team", logRetentionDays: 3, family: "team-flows_1" }],
  [
    "EcsInfrastructure",
    { repositories: ["arn:aws:ecr:eu-west-1:1:repository/a"], taskPolicies: ["arn:aws:iam::1:policy/a"] },
  ],
  ["EcsWorker", { ...workers, cpu: "4 vCPU", memory: "30 GiB", replicas: 0, packages: ["prefect-aws==0.5.0"] }],
  ["EcsWorker", { ...workers, cluster: "team", securityGroups: ["sg-1"], infrastructure: "{}", secrets: { A: "b" } }],
  ["KubernetesInfrastructure", { namespace: "team", serviceAccountName: "flows", apiKey: "hush" }],
  ["KubernetesInfrastructure", { apiKeySecret: "team-key" }],
  ["KubernetesWorker", { ...pods, cpu: "0.3 vCPU", memory: "300 MiB", replicas: 0, infrastructure: "workers" }],
  ["CloudRunInfrastructure", { access: "runtime", workers: ["user:me@example.com"] }],
  ["CloudRunInfrastructure", { rotation: "1", credentialsName: "team", jobRoles: ["roles/viewer"] }],
  ["CloudRunWorker", { ...runner, cpu: "8 vCPU", memory: "32 GiB", replicas: 0, packages: ["prefect-gcp==0.6.1"] }],
  [
    "CloudRunWorker",
    {
      ...runner,
      project: "team",
      subnetwork: "flows",
      enableServices: true,
      roles: ["roles/viewer"],
      secrets: { A: "b" },
    },
  ],
  ["ContainerAppWorker", { ...app, cpu: "4 vCPU", memory: "8 GiB", replicas: 0, packages: ["prefect-azure==0.4.0"] }],
  ["ContainerAppWorker", { ...app, managedEnvironment: "/environments/one", location: "westeurope" }],
  ["ContainerAppWorker", { ...app, subnetId: "/subnets/one", logRetentionDays: 730, secrets: { A: "b" } }],
  ["AzureContainerInstanceInfrastructure", { ...group, workers: ["01234567-89ab-cdef-0123-456789abcdef"] }],
  [
    "DockerFlowStorage",
    { build, registry: { server: "localhost:5000", username: "me", password: "hush" }, repository: "a", tag: "1" },
  ],
  ["GitFlowStorage", { repository: "https://forge.invalid/a.git", username: "me", accessToken: "hush", branch: "a" }],
];
