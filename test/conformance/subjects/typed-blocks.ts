import { makeDocument, removeDocument, replaceData } from "../../support/block-documents";
import { unique } from "../../support/raw-api";
import type { Subject } from "../subject";

interface TypedBlock extends Pick<Subject, "kind" | "changes" | "secrets"> {
  slug: string;
  inputs: Record<string, unknown> | (() => Promise<Record<string, unknown>>);
  clearable?: string[];
  /** An input, and data by hand in which its field differs and all else is as in the inputs. */
  drift: [property: string, data: object];
}

const typedBlock = ({ slug, inputs, clearable = [], drift: [property, data], ...rest }: TypedBlock): Subject => ({
  ...rest,
  clearable,
  inputs: async () => ({ name: unique("block"), ...(typeof inputs === "function" ? await inputs() : inputs) }),
  replacement: ["name", () => unique("block")],
  drift: { property, make: (id) => replaceData(id, data) },
  remove: removeDocument,
  occupy: ({ name }) => makeDocument(slug, name, data),
});

const credentialsOf = (slug: string, data: object) => makeDocument(slug, unique("credentials"), data);
const clientParameters = {
  endpointUrl: "https://store.invalid",
  useSsl: false,
  config: { s3: { addressing_style: "path" } },
};
const wireClientParameters = {
  endpoint_url: "https://store.invalid",
  use_ssl: false,
  config: { s3: { addressing_style: "path" } },
};

export const typedBlockSubjects: Subject[] = [
  typedBlock({
    kind: "Secret",
    slug: "secret",
    inputs: { value: "hush-hush" },
    changes: { value: { user: "a", password: "very-hushed" } },
    drift: ["value", { value: "by hand" }],
    secrets: ["value"],
  }),
  typedBlock({
    kind: "AwsCredentials",
    slug: "aws-credentials",
    inputs: {
      awsAccessKeyId: "AKIAEXAMPLE",
      awsSecretAccessKey: "hush-hush",
      awsSessionToken: "hush-session",
      regionName: "eu-central-1",
      profileName: "a",
      awsClientParameters: clientParameters,
    },
    changes: {
      awsAccessKeyId: "AKIAOTHER",
      awsSecretAccessKey: "very-hushed",
      awsClientParameters: { verify: "/etc/certificates.pem" },
    },
    clearable: ["awsSessionToken", "regionName", "profileName", "awsClientParameters"],
    drift: [
      "regionName",
      {
        aws_access_key_id: "AKIAEXAMPLE",
        aws_secret_access_key: "hush-hush",
        aws_session_token: "hush-session",
        region_name: "by-hand-1",
        profile_name: "a",
        aws_client_parameters: wireClientParameters,
      },
    ],
    secrets: ["awsSecretAccessKey", "awsSessionToken"],
  }),
  typedBlock({
    kind: "MinioCredentials",
    slug: "minio-credentials",
    inputs: { minioRootUser: "root", minioRootPassword: "hush-hush", awsClientParameters: clientParameters },
    changes: { minioRootUser: "other", minioRootPassword: "very-hushed", regionName: "eu" },
    clearable: ["awsClientParameters"],
    drift: [
      "minioRootUser",
      { minio_root_user: "by hand", minio_root_password: "hush-hush", aws_client_parameters: wireClientParameters },
    ],
    secrets: ["minioRootPassword"],
  }),
  typedBlock({
    kind: "AzureBlobStorageCredentials",
    slug: "azure-blob-storage-credentials",
    inputs: { connectionString: "AccountKey=hush-hush", accountUrl: "https://a.invalid" },
    changes: { connectionString: "AccountKey=very-hushed", accountUrl: "https://b.invalid" },
    clearable: ["accountUrl"],
    drift: ["accountUrl", { connection_string: "AccountKey=hush-hush", account_url: "https://by-hand.invalid" }],
    secrets: ["connectionString"],
  }),
  typedBlock({
    kind: "AzureContainerInstanceCredentials",
    slug: "azure-container-instance-credentials",
    inputs: {
      clientId: "c",
      tenantId: "t",
      clientSecret: "hush-hush",
      credentialKwargs: { authority: "hush-authority" },
    },
    changes: { clientId: "d", tenantId: "u", clientSecret: "very-hushed", credentialKwargs: { authority: "b" } },
    clearable: ["credentialKwargs"],
    drift: [
      "tenantId",
      {
        client_id: "c",
        tenant_id: "by hand",
        client_secret: "hush-hush",
        credential_kwargs: { authority: "hush-authority" },
      },
    ],
    secrets: ["clientSecret", "credentialKwargs"],
  }),
  typedBlock({
    kind: "GcpCredentials",
    slug: "gcp-credentials",
    inputs: { serviceAccountInfo: { type: "service_account", private_key: "hush-hush" }, project: "p" },
    changes: { serviceAccountInfo: { type: "service_account", private_key: "very-hushed" }, project: "q" },
    clearable: ["project"],
    drift: [
      "project",
      { service_account_info: { type: "service_account", private_key: "hush-hush" }, project: "by hand" },
    ],
    secrets: ["serviceAccountInfo"],
  }),
  typedBlock({
    kind: "GitHubCredentials",
    slug: "github-credentials",
    inputs: { token: "ghp_hush" },
    changes: { token: "ghp_hushed" },
    drift: ["token", { token: "by hand" }],
    secrets: ["token"],
  }),
  typedBlock({
    kind: "GitLabCredentials",
    slug: "gitlab-credentials",
    inputs: { token: "glpat-hush", url: "https://gitlab.invalid" },
    changes: { token: "glpat-hushed", url: "https://other.invalid" },
    clearable: ["url"],
    drift: ["url", { token: "glpat-hush", url: "https://by-hand.invalid" }],
    secrets: ["token"],
  }),
  typedBlock({
    kind: "BitbucketCredentials",
    slug: "bitbucket-credentials",
    inputs: { username: "someone", password: "hush-hush", url: "https://bitbucket.invalid/" },
    changes: { username: "another", password: "very-hushed", url: "https://other.invalid/" },
    clearable: ["url"],
    drift: ["username", { username: "by-hand", password: "hush-hush", url: "https://bitbucket.invalid/" }],
    secrets: ["password", "token"],
  }),
  typedBlock({
    kind: "DockerRegistryCredentials",
    slug: "docker-registry-credentials",
    inputs: { username: "robot", password: "hush-hush", registryUrl: "registry.invalid", reauth: false },
    changes: { username: "other", password: "very-hushed", registryUrl: "other.invalid" },
    clearable: ["reauth"],
    drift: [
      "username",
      { username: "by hand", password: "hush-hush", registry_url: "registry.invalid", reauth: false },
    ],
    secrets: ["password"],
  }),
  typedBlock({
    kind: "S3Bucket",
    slug: "s3-bucket",
    inputs: async () => ({
      bucketName: "flows",
      bucketFolder: "etl",
      credentials: await credentialsOf("aws-credentials", { region_name: "eu" }),
    }),
    changes: { bucketName: "other", bucketFolder: "elt" },
    clearable: ["bucketFolder", "credentials"],
    drift: ["credentials", { bucket_name: "flows", bucket_folder: "etl" }],
  }),
  typedBlock({
    kind: "GcsBucket",
    slug: "gcs-bucket",
    inputs: async () => ({
      bucket: "flows",
      bucketFolder: "etl",
      gcpCredentials: await credentialsOf("gcp-credentials", { project: "p" }),
    }),
    changes: { bucket: "other", bucketFolder: "elt" },
    clearable: ["bucketFolder", "gcpCredentials"],
    drift: ["gcpCredentials", { bucket: "flows", bucket_folder: "etl" }],
  }),
  typedBlock({
    kind: "AzureBlobStorageContainer",
    slug: "azure-blob-storage-container",
    inputs: async () => ({
      containerName: "flows",
      baseFolder: "etl",
      credentials: await credentialsOf("azure-blob-storage-credentials", { account_url: "https://a.invalid" }),
    }),
    changes: { containerName: "other", baseFolder: "elt" },
    clearable: ["baseFolder", "credentials"],
    drift: ["credentials", { container_name: "flows", base_folder: "etl" }],
  }),
  typedBlock({
    kind: "GitHubRepository",
    slug: "github-repository",
    inputs: async () => ({
      repositoryUrl: "https://github.com/a/b.git",
      branch: "main",
      credentials: await credentialsOf("github-credentials", { token: "t" }),
    }),
    changes: { repositoryUrl: "https://github.com/a/c.git", branch: "next" },
    clearable: ["branch", "credentials"],
    drift: ["credentials", { repository_url: "https://github.com/a/b.git", reference: "main" }],
  }),
  typedBlock({
    kind: "GitLabRepository",
    slug: "gitlab-repository",
    inputs: async () => ({
      repository: "https://gitlab.com/a/b.git",
      branch: "main",
      credentials: await credentialsOf("gitlab-credentials", { token: "t" }),
    }),
    changes: { repository: "https://gitlab.com/a/c.git", branch: "next" },
    clearable: ["branch", "credentials"],
    drift: ["credentials", { repository: "https://gitlab.com/a/b.git", reference: "main" }],
  }),
  typedBlock({
    kind: "BitbucketRepository",
    slug: "bitbucket-repository",
    inputs: async () => ({
      repository: "https://bitbucket.org/a/b.git",
      branch: "main",
      bitbucketCredentials: await credentialsOf("bitbucket-credentials", { token: "t" }),
    }),
    changes: { repository: "https://bitbucket.org/a/c.git", branch: "next" },
    clearable: ["branch", "bitbucketCredentials"],
    drift: ["bitbucketCredentials", { repository: "https://bitbucket.org/a/b.git", reference: "main" }],
  }),
  typedBlock({
    kind: "RemoteFileSystem",
    slug: "remote-file-system",
    inputs: { basepath: "s3://flows/etl", settings: { key: "hush-hush" } },
    changes: { basepath: "s3://flows/elt", settings: { key: "very-hushed" } },
    clearable: ["settings"],
    drift: ["basepath", { basepath: "by-hand://", settings: { key: "hush-hush" } }],
    secrets: ["settings"],
  }),
  typedBlock({
    kind: "LocalFileSystem",
    slug: "local-file-system",
    inputs: { basepath: "/srv/flows" },
    changes: { basepath: "/srv/other" },
    clearable: ["basepath"],
    drift: ["basepath", { basepath: "/by-hand" }],
  }),
];
