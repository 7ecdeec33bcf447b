import { Repository } from "@pulumi/gcp/artifactregistry";
import { Secret } from "@pulumi/gcp/secretmanager";
import { Bucket } from "@pulumi/gcp/storage";
import { GcpCredentials } from "pulumi-syntask";
import type {
  ArtifactRegistryFlowStorageArgs,
  CloudRunInfrastructureArgs,
  CloudRunWorkerArgs,
  GcsFlowStorageArgs,
} from "pulumi-syntask/gcp";
import type { Declared } from "../../support/mocks";
import { digest, type Sample } from "../sample";
import { workerArgs, workerConfig, workerOutputs } from "./workers";

const key = { type: "service_account", project_id: "project-1", private_key: "hush" };
/** A registry that does not answer. */
const local = "localhost:1/team";
const repository = "europe-docker.pkg.dev/project-1/team";
const members = ["serviceAccount:one@project-1.iam.gserviceaccount.com", "user:other@example.com"];
const config = { "gcp:project": "project-1", "gcp:region": "europe-west1" };
const source = "flows";
const runtime = "runtime";

function outputs({ type, name, inputs }: Declared): Record<string, unknown> {
  if (type.endsWith(":Bucket")) return { name: inputs.name ?? `${name}-1234567`.toLowerCase() };
  if (type.endsWith(":Account")) {
    const email = `${inputs.accountId}@project-1.iam.gserviceaccount.com`;
    return { email, member: `serviceAccount:${email}`, name: `projects/project-1/serviceAccounts/${email}` };
  }
  if (type.endsWith(":Repository")) {
    if (inputs.repositoryId === "local") return { registryUri: local, project: "project-1", name: "local" };
    const registryUri = `${inputs.location}-docker.pkg.dev/project-1/${inputs.repositoryId}`;
    return { registryUri, project: "project-1", name: inputs.repositoryId };
  }
  if (type.endsWith(":Image")) return { repoDigest: `${inputs.imageName.replace(/:[^:]*$/, "")}@${digest}` };
  if (type.endsWith(":Secret")) return { secretId: inputs.secretId, name: `projects/1/secrets/${inputs.secretId}` };
  if (type.endsWith(":SecretVersion")) return { version: String(inputs.secretDataWoVersion) };
  if (type.endsWith(":WorkerPool")) return { name: inputs.name };
  if (type === "UniqueName") return { value: `${inputs.prefix}_0123abcd` };
  if (type.endsWith(":IAMCustomRole")) return { name: `projects/project-1/roles/${inputs.roleId}` };
  return type.endsWith(":Key") ? { privateKey: Buffer.from(JSON.stringify(key)).toString("base64") } : {};
}

const answers = () => ({ "gcp:organizations/getClientConfig:getClientConfig": { accessToken: "hush" } });

export const GcsFlowStorage: Sample<GcsFlowStorageArgs> = {
  config,
  outputs,
  args: {
    source: [[source, "others", undefined]],
    ignoreFile: [["own.ignore", undefined], { source }],
    ignore: [[["*.md"], undefined], { source }],
    releases: [[true, { keep: 5 }, undefined], { source }],
    folder: [["one", "other", undefined], { source }],
    bucket: [
      ["one-bucket", "other-bucket", () => new Bucket("given-bucket", { location: "EU" }), undefined],
      { source },
    ],
    bucketArgs: [[{ name: "one-bucket" }, { labels: { team: "etl" } }, undefined]],
    forceDestroy: [[true, undefined]],
    location: [["EU", "US", undefined]],
    access: [["serviceAccountKey", runtime], { source }],
    permissions: [["read", "readWrite"]],
    readers: [[...members.map((member) => [member]), []], { access: runtime }],
    credentials: [
      [
        "{{ syntask.blocks.gcp-credentials.team }}",
        () => new GcpCredentials("given-credentials", { serviceAccountInfo: key }),
        undefined,
      ],
      { source },
    ],
    credentialsName: [["one", "other", undefined]],
    bundles: [[true, false]],
    rotation: [["one", "other", undefined]],
    verify: [[false, undefined]],
    requires: [["one", ["one", "other"], undefined]],
    stepModule: [["one.steps", "other.steps", undefined]],
  },
  everything: { source, releases: true, bundles: true },
  waits: {
    "bundles-credentials": ["bundles-access"],
    code: ["guard"],
    credentials: ["folder"],
    folder: ["access", "code"],
    releases: ["release"],
  },
};

export const ArtifactRegistryFlowStorage: Sample<ArtifactRegistryFlowStorageArgs> = {
  needed: { build: source },
  config,
  outputs,
  answers,
  args: {
    build: [[source, { context: source, platform: "linux/amd64/v2" }, { context: "others" }]],
    image: [[`${repository}/etl@${digest}`, `${repository}/etl:main`], { build: undefined, verify: false, repository }],
    tag: [["one", "other", undefined]],
    path: [["/srv/flows", undefined]],
    verify: [
      [false, undefined],
      () => ({
        build: undefined,
        image: `${local}/etl@${digest}`,
        repository: new Repository("given-repository", { repositoryId: "local", location: "us", format: "DOCKER" }),
      }),
    ],
    repository: [
      [
        repository,
        () => new Repository("given-repository", { repositoryId: "given", location: "us", format: "DOCKER" }),
        undefined,
      ],
      { pullers: members },
    ],
    repositoryArgs: [[{ repositoryId: "one" }, { repositoryId: "other" }, undefined]],
    location: [["europe", "us", undefined]],
    forceDestroy: [[true, undefined]],
    imageName: [["one", "other", undefined]],
    keep: [[3, false, undefined]],
    pullers: [[...members.map((member) => [member]), []]],
    workPool: [["kubernetes", "process"]],
  },
  refused: ["workPool"],
  waits: {},
};

export const CloudRunInfrastructure: Sample<CloudRunInfrastructureArgs> = {
  config,
  outputs,
  args: {
    project: [["one", "other", undefined]],
    region: [["us-central1", "us-east1", undefined]],
    serviceAccountEmail: [["one@example.com", "other@example.com", undefined]],
    enableServices: [[true, false]],
    apiKeySecret: [
      [
        "one",
        "projects/other/secrets/one/versions/2",
        () => new Secret("given-secret", { secretId: "one", replication: {} }),
        undefined,
      ],
    ],
    jobRoles: [[["roles/one"], ["roles/other"], []]],
    access: [["serviceAccountKey", runtime]],
    workers: [[...members.map((member) => [member]), []], { access: runtime }],
    workerRole: [["roles/one", "roles/other", undefined]],
    credentialsName: [["one", "other", undefined]],
    rotation: [["one", "other", undefined]],
  },
  waits: {
    credentials: ["access", "access-act-as"],
    job: ["iam", "run"],
    role: ["iam", "run"],
    worker: ["iam", "run"],
  },
};

const rights = (workerRole: string) => ({ workerRole, serviceAccountEmail: "flows@project-1.iam.gserviceaccount.com" });

export const CloudRunWorker: Sample<CloudRunWorkerArgs> = {
  needed: { workPool: "given" },
  config: { ...config, ...workerConfig },
  outputs: (declared) => ({ ...outputs(declared), ...workerOutputs(declared) }),
  args: {
    ...workerArgs,
    replicas: [[0, 2, undefined]],
    cpu: [["2 vCPU", undefined]],
    memory: [["512 MiB", "4 GiB", undefined]],
    project: [["one", "other", undefined]],
    region: [["us-central1", "us-east1", undefined]],
    subnetwork: [["one", "other", undefined]],
    enableServices: [[true, false]],
    infrastructure: [[rights("roles/one"), rights("roles/other"), undefined]],
    roles: [[["roles/one"], ["roles/other"], []]],
  },
  waits: {
    account: ["iam", "run", "secretmanager"],
    online: ["pool"],
    pool: ["jobs", "jobs-act-as", "role-roles-one", "role-roles-other", "secret-access"],
    secret: ["iam", "run", "secretmanager"],
  },
};
