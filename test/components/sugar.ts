import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Vpc } from "@pulumi/aws/ec2";
import { Repository } from "@pulumi/aws/ecr";
import { Cluster } from "@pulumi/aws/ecs";
import { Bucket } from "@pulumi/aws/s3";
import { Secret as AwsSecret } from "@pulumi/aws/secretsmanager";
import { ManagedEnvironment } from "@pulumi/azure-native/app/managedEnvironment";
import { Registry } from "@pulumi/azure-native/containerregistry";
import { BlobContainer, StorageAccount } from "@pulumi/azure-native/storage";
import { Repository as GoogleRepository } from "@pulumi/gcp/artifactregistry";
import { Secret as GoogleSecret } from "@pulumi/gcp/secretmanager";
import { Bucket as GoogleBucket } from "@pulumi/gcp/storage";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Secret as KubernetesSecret } from "@pulumi/kubernetes/core/v1/secret";
import * as pulumi from "@pulumi/pulumi";
import {
  AwsCredentials,
  AzureBlobStorageCredentials,
  AzureContainerInstanceCredentials,
  DockerRegistryCredentials,
  GcpCredentials,
  GitHubCredentials,
  LocalFlowStorage,
  Secret,
  WorkPool,
} from "pulumi-syntask";
import { EcsInfrastructure } from "pulumi-syntask/aws";
import { AzureContainerInstanceInfrastructure } from "pulumi-syntask/azure";
import { CloudRunInfrastructure } from "pulumi-syntask/gcp";
import { KubernetesInfrastructure } from "pulumi-syntask/kubernetes";

type Args = Record<string, unknown>;

/** Args as TypeScript may write them, and as every language does; then outputs that the two tell in different words. */
type Pair = [inTypeScript: () => Args, inEveryLanguage: () => Args, others?: string[]];

const source = "flows";
const group = { resourceGroupName: "flows" };
const principal = "22222222-2222-2222-2222-222222222222";
const image = { build: source };
const aws = "123456789012";
const awsSecret = (name: string) => `arn:aws:secretsmanager:eu-central-1:${aws}:secret:${name}-a1B2c3`;
const googleSecret = (name: string) => new GoogleSecret(name, { secretId: name, replication: {} });
const runtime = { access: "runtime" };
const apps = { ...group, workPool: "given" };
const pods = { workPool: "given", namespace: "team" };
const workers = { workPool: "flows", subnets: ["subnet-1"] };

const releases = (others: Args = {}): Pair[] => [
  [() => ({ ...others, source, releases: true }), () => ({ ...others, source, releases: {} })],
  [() => ({ ...others, source, releases: false }), () => ({ ...others, source })],
];
const requires = (others: Args = {}): Pair[] => [
  [() => ({ ...others, requires: "one" }), () => ({ ...others, requires: ["one"] })],
];
const named = (arg: string, name: string, own: string, others: Args = {}): Pair[] => [
  [() => ({ ...others, [arg]: [name] }), () => ({ ...others, [arg]: { [own]: name } })],
];
const keep = (others: Args = {}): Pair[] => [[() => ({ ...others, keep: false }), () => ({ ...others, keep: 0 })]];
const build = (others: Args = {}): Pair[] => [
  [() => ({ ...others, build: source }), () => ({ ...others, build: { context: source } })],
];
const workPool = (others: Args = {}): Pair[] => [
  [
    () => ({ ...others, workPool: new WorkPool("given-pool", { type: "ecs" }) }),
    () => ({ ...others, workPool: pulumi.output("ecs") }),
  ],
];

const workerPool: Pair[] = [
  [
    () => ({ workPool: new WorkPool("given-pool", { type: "ecs" }) }),
    () => ({ workPool: pulumi.output("given-pool") }),
  ],
];
const workerImage: Pair[] = [
  [
    () => ({ workPool: "given", image: { image: pulumi.output("registry.example.com/worker:1") } }),
    () => ({ workPool: "given", image: pulumi.output("registry.example.com/worker:1") }),
  ],
];

/** For each arg that TypeScript may write in another way. */
export const sugar: Record<string, Pair[]> = {
  "S3FlowStorage.bucket": [
    [
      () => ({ ...runtime, source, bucket: new Bucket("given-bucket") }),
      () => ({ ...runtime, source, bucket: "given-bucket-1234567" }),
    ],
  ],
  "S3FlowStorage.credentials": [
    [
      () => {
        const key = { awsAccessKeyId: "AKIA", awsSecretAccessKey: "hush" };
        return { verify: false, credentials: new AwsCredentials("given", key) };
      },
      () => ({ verify: false, credentials: "{{ syntask.blocks.aws-credentials.given }}" }),
    ],
  ],
  "S3FlowStorage.readers": named("readers", "one", "one", runtime),
  "S3FlowStorage.releases": releases(),
  "S3FlowStorage.requires": requires(),

  "AzureBlobFlowStorage.storageAccount": [
    [
      () => {
        const kind = { kind: "StorageV2", sku: { name: "Standard_LRS" } };
        const storageAccount = new StorageAccount("given-account", { ...group, ...kind, accountName: "givenaccount" });
        return { ...runtime, storageAccount };
      },
      () => ({ ...runtime, storageAccount: "givenaccount" }),
    ],
  ],
  "AzureBlobFlowStorage.container": [
    [
      () => {
        const place = { ...group, accountName: "oneaccount", containerName: "given" };
        return { source, storageAccount: "oneaccount", container: new BlobContainer("given-container", place) };
      },
      () => ({ source, storageAccount: "oneaccount", container: "given" }),
    ],
  ],
  "AzureBlobFlowStorage.credentials": [
    [
      () => ({ verify: false, credentials: new AzureBlobStorageCredentials("given", { connectionString: "hush" }) }),
      () => ({ verify: false, credentials: "{{ syntask.blocks.azure-blob-storage-credentials.given }}" }),
    ],
  ],
  "AzureBlobFlowStorage.readers": named("readers", principal, principal, runtime),
  "AzureBlobFlowStorage.uploaders": named("uploaders", principal, principal, { ...runtime, source }),
  "AzureBlobFlowStorage.releases": releases(),
  "AzureBlobFlowStorage.requires": requires(),

  "GcsFlowStorage.bucket": [
    [
      () => ({ source, bucket: new GoogleBucket("given-bucket", { location: "EU" }) }),
      () => ({ source, bucket: "given-bucket-1234567" }),
    ],
  ],
  "GcsFlowStorage.credentials": [
    [
      () => {
        const serviceAccountInfo = { type: "service_account", private_key: "hush" };
        return { verify: false, credentials: new GcpCredentials("given", { serviceAccountInfo }) };
      },
      () => ({ verify: false, credentials: "{{ syntask.blocks.gcp-credentials.given }}" }),
    ],
  ],
  "GcsFlowStorage.readers": named("readers", "user:one@example.com", "user-one-example-com", runtime),
  "GcsFlowStorage.releases": releases(),
  "GcsFlowStorage.requires": requires(),

  "DockerFlowStorage.build": build(),
  "DockerFlowStorage.workPool": workPool(),
  "DockerFlowStorage.credentials": [
    [
      () => {
        const login = { username: "worker", password: "hush", registryUrl: "one.invalid" };
        return { credentials: new DockerRegistryCredentials("given", login) };
      },
      () => ({ credentials: pulumi.output("given-id") }),
    ],
  ],

  "DockerWorker.workPool": workerPool,
  "DockerWorker.image": workerImage,

  "EcrFlowStorage.repository": [
    [
      () => ({ ...image, repository: new Repository("given", { name: "team" }) }),
      () => ({ ...image, repository: "team" }),
    ],
  ],
  "EcrFlowStorage.build": build(),
  "EcrFlowStorage.keep": keep(image),
  "EcrFlowStorage.pullers": named("pullers", "one", "one", image),
  "EcrFlowStorage.workPool": workPool(image),

  "AcrFlowStorage.registry": [
    [
      () => ({ registry: new Registry("given", { ...group, sku: { name: "Basic" } }) }),
      () => ({ registry: "teamregistry" }),
      ["registryId"],
    ],
  ],
  "AcrFlowStorage.build": build(),
  "AcrFlowStorage.keep": keep(image),
  "AcrFlowStorage.pullers": named("pullers", principal, principal, image),
  "AcrFlowStorage.workPool": workPool(image),

  "ArtifactRegistryFlowStorage.repository": [
    [
      () => {
        const place = { repositoryId: "given", location: "us", format: "DOCKER" };
        return { ...image, repository: new GoogleRepository("given", place) };
      },
      () => ({ ...image, repository: "us-docker.pkg.dev/project-1/given" }),
    ],
  ],
  "ArtifactRegistryFlowStorage.build": build(),
  "ArtifactRegistryFlowStorage.keep": keep(image),
  "ArtifactRegistryFlowStorage.pullers": named("pullers", "user:one@example.com", "user-one-example-com", image),
  "ArtifactRegistryFlowStorage.workPool": workPool(image),

  "EcsInfrastructure.cluster": [[() => ({ cluster: new Cluster("given") }), () => ({ cluster: "given" })]],
  "EcsInfrastructure.apiKeySecret": [
    [() => ({ apiKeySecret: new AwsSecret("given") }), () => ({ apiKeySecret: awsSecret("given") })],
  ],
  "EcsInfrastructure.vpc": [[() => ({ vpc: new Vpc("given") }), () => ({ vpc: "given-id" })]],
  "EcsInfrastructure.logGroup": [
    [() => ({ logGroup: new LogGroup("given") }), () => ({ logGroup: "given" })],
    [() => ({ logGroup: false }), () => ({ logs: false })],
  ],
  "EcsInfrastructure.taskPolicies": named("taskPolicies", `arn:aws:iam::${aws}:policy/one`, `${aws}-policy-one`),
  "EcsInfrastructure.workers": named("workers", "one", "one", runtime),

  "CloudRunInfrastructure.apiKeySecret": [
    [() => ({ apiKeySecret: googleSecret("given") }), () => ({ apiKeySecret: "given-id" })],
  ],
  "EcsWorker.cluster": [
    [() => ({ ...workers, cluster: new Cluster("given") }), () => ({ ...workers, cluster: "given" })],
  ],
  "EcsWorker.image": [
    [() => ({ ...workers, image: { image: pulumi.output("one:1") } }), () => ({ ...workers, image: "one:1" })],
  ],
  "EcsWorker.infrastructure": [
    [
      () => ({ ...workers, infrastructure: new EcsInfrastructure("given", runtime as never) }),
      () => ({ ...workers, infrastructure: new EcsInfrastructure("given", runtime as never).workerPolicy }),
    ],
  ],
  "EcsWorker.taskPolicies": named("taskPolicies", `arn:aws:iam::${aws}:policy/one`, `${aws}-policy-one`, workers),
  "EcsWorker.workPool": [
    [
      () => ({ ...workers, workPool: new WorkPool("given-pool", { type: "ecs", name: "given" }) }),
      () => ({ ...workers, workPool: "given" }),
    ],
  ],

  "CloudRunWorker.workPool": workerPool,
  "CloudRunWorker.image": workerImage,
  "CloudRunWorker.infrastructure": [
    [
      () => ({ workPool: "given", infrastructure: new CloudRunInfrastructure("given", runtime as never) }),
      () => {
        const { workerRole, serviceAccountEmail } = new CloudRunInfrastructure("given", runtime as never);
        return { workPool: "given", infrastructure: { workerRole, serviceAccountEmail } };
      },
    ],
  ],
  "CloudRunWorker.roles": named("roles", "roles/one", "roles-one", { workPool: "given" }),
  "ContainerAppWorker.workPool": [
    [
      () => ({ ...group, workPool: new WorkPool("given-pool", { type: "process" }) }),
      () => ({ ...group, workPool: pulumi.output("given-pool") }),
    ],
  ],
  "ContainerAppWorker.image": [
    [() => ({ ...apps, image: { image: pulumi.output("one:1") } }), () => ({ ...apps, image: "one:1" })],
  ],
  "ContainerAppWorker.managedEnvironment": [
    [
      () => ({ ...apps, managedEnvironment: new ManagedEnvironment("given", group) }),
      () => ({ ...apps, managedEnvironment: new ManagedEnvironment("given", group).id }),
    ],
  ],
  "ContainerAppWorker.infrastructure": [
    [
      () => ({ ...apps, infrastructure: new AzureContainerInstanceInfrastructure("given", group) }),
      () => {
        const { resourceGroupId, workerRoleId, identity } = new AzureContainerInstanceInfrastructure("given", group);
        return { ...apps, infrastructure: { resourceGroupId, workerRoleId, identity } };
      },
    ],
  ],
  "KubernetesInfrastructure.namespace": [
    [
      () => ({ namespace: new Namespace("given", { metadata: { name: "team" } }) }),
      () => ({ namespace: pulumi.output("team") }),
    ],
  ],
  "KubernetesInfrastructure.apiKeySecret": [
    [
      () => ({ apiKeySecret: new KubernetesSecret("given", { metadata: { name: "team" } }) }),
      () => ({ apiKeySecret: pulumi.output("team") }),
    ],
  ],
  "KubernetesWorker.namespace": [
    [
      () => ({ ...pods, namespace: new Namespace("given", { metadata: { name: "team" } }) }),
      () => ({ ...pods, namespace: pulumi.output("team") }),
    ],
  ],
  "KubernetesWorker.infrastructure": [
    [
      () => ({ ...pods, infrastructure: new KubernetesInfrastructure("given") }),
      () => ({ ...pods, infrastructure: new KubernetesInfrastructure("given").workerRoleName }),
    ],
  ],
  "KubernetesWorker.workPool": workerPool.map(
    ([one, other]): Pair => [() => ({ ...pods, ...one() }), () => ({ ...pods, ...other() })],
  ),
  "KubernetesWorker.image": workerImage.map(
    ([one, other]): Pair => [() => ({ ...pods, ...one() }), () => ({ ...pods, ...other() })],
  ),

  "CloudRunInfrastructure.jobRoles": named("jobRoles", "roles/one", "roles-one"),
  "CloudRunInfrastructure.workers": named("workers", "user:one@example.com", "user-one-example-com", runtime),

  "AzureContainerInstanceInfrastructure.workers": named("workers", principal, principal),
  "AzureContainerInstanceInfrastructure.credentials": [
    [
      () => ({ credentials: new AzureContainerInstanceCredentials("given", { clientSecret: "hush" }) }),
      () => ({ credentials: pulumi.output("given-id") }),
      ["jobDefaults"],
    ],
  ],

  "GitFlowStorage.accessToken": [
    [
      () => ({ verify: false, accessToken: new Secret("given", { value: "hush" }) }),
      () => ({ verify: false, tokenReference: "{{ syntask.blocks.secret.given }}" }),
    ],
    [
      () => ({ verify: false, accessToken: "{{ syntask.blocks.secret.given }}" }),
      () => ({ verify: false, tokenReference: pulumi.output("{{ syntask.blocks.secret.given }}") }),
    ],
  ],
  "GitFlowStorage.credentials": [
    [
      () => ({ verify: false, credentials: new GitHubCredentials("given", { token: "hush" }) }),
      () => ({ verify: false, credentials: "{{ syntask.blocks.github-credentials.given }}" }),
    ],
  ],

  "SyntaskProject.storage": [
    [
      () => ({ storage: new LocalFlowStorage("given", { path: "/srv/flows" }) }),
      () => {
        const { pullSteps, localFolder } = new LocalFlowStorage("given", { path: "/srv/flows" });
        return { storage: { pullSteps, localFolder } };
      },
    ],
  ],
};
