import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type Args, components, makeNothing, refusalOf } from "./components";

beforeAll(makeNothing);

const [awsBlock, gcpBlock] = ["aws", "gcp"].map((cloud) => `{{ syntask.blocks.${cloud}-credentials.team }}`);
const azureBlock = "{{ syntask.blocks.azure-blob-storage-credentials.team }}";
const group = { resourceGroupName: "team" };
const build = "examples/quickstart/flows";
const principal = "01234567-89ab-cdef-0123-456789abcdef";
const digest = `sha256:${"0".repeat(64)}`;
const runtime = { access: "runtime" };

/** What is refused: the setting that the line is about, the args, and the component's name where that matters. */
type Refused = [setting: string, args: Args, name?: string];

/** What each component refuses. */
const refused: Record<string, Refused[]> = {
  S3FlowStorage: [
    ["bucketArgs", { bucket: "team", bucketArgs: {} }],
    ["forceDestroy", { bucket: "team", forceDestroy: false }],
    ["region", { region: "eu-west-1" }],
    ...["ignoreFile", "ignore", "releases", "uploadCredentials"].map(
      (setting): Refused => [setting, { [setting]: true }],
    ),
    ["credentials", { ...runtime, credentials: awsBlock }],
    ["credentialsName", { ...runtime, credentialsName: "team" }],
    ["rotation", { ...runtime, rotation: "1" }],
    ["readers", { readers: ["worker"] }],
    ["rotation", { credentials: awsBlock, rotation: "1" }],
    ["credentialsName", { credentials: awsBlock, credentialsName: "team" }],
    ["permissions", { credentials: awsBlock, permissions: "read" }],
    ["bucketArgs.acl", { bucketArgs: { acl: "private" } }],
    ["bucketArgs.grants", { bucketArgs: { grants: [] } }],
    ["bucketArgs.policy", { bucketArgs: { policy: "{}" } }],
    ["access", { access: "key" }],
    ["permissions", { permissions: "write" }],
    ["rotation", { rotation: " " }],
    ["endpoint", { endpoint: "minio:9000" }],
    ["endpoint", { endpoint: "https:///flows" }],
    ["bucketArgs.bucket", { bucketArgs: { bucket: "Team" } }],
    ["readers", { ...runtime, readers: ["arn:aws:iam::1:role/worker"] }],
    ["readers", { ...runtime, readers: ["team/worker"] }],
    ["credentials", { credentials: "team" }],
  ],
  AzureBlobFlowStorage: [
    ["storageAccountArgs", { ...group, storageAccount: "team", storageAccountArgs: {} }],
    ["containerArgs", { ...group, storageAccount: "team", container: "code", containerArgs: {} }],
    ["storageAccount", { ...group, container: "code" }],
    ["location", { ...group, storageAccount: "team", location: "westeurope" }],
    ["forceDestroy", { ...group, storageAccount: "team", container: "code", forceDestroy: false }],
    ...["ignoreFile", "ignore", "releases", "uploadCredentials"].map(
      (setting): Refused => [setting, { ...group, [setting]: true }],
    ),
    ["uploaders", { ...group, ...runtime, uploaders: [principal] }],
    ["storageAccountArgs.isHnsEnabled", { ...group, storageAccountArgs: { isHnsEnabled: true } }],
    ["allowBlobPublicAccess", { ...group, storageAccountArgs: { allowBlobPublicAccess: true } }],
    ["publicAccess", { ...group, containerArgs: { publicAccess: "Blob" } }],
    ["storageAccountArgs.minimumTlsVersion", { ...group, storageAccountArgs: { minimumTlsVersion: "TLS1_1" } }],
    ["access", { ...group, access: "key" }],
    ["rotation", { ...group, rotation: "1" }],
    ...Object.entries({ credentials: azureBlock, rotation: "1", validDays: 3, accountKey: "key2" }).map(
      ([setting, value]): Refused => [setting, { ...group, ...runtime, [setting]: value }],
    ),
    ["permissions", { ...group, permissions: "read" }],
    ["credentials", { ...group, access: "sas", credentials: azureBlock }],
    ["validDays", { ...group, validDays: 3 }],
    ["readers", { ...group, readers: [principal] }],
    ["readerType", { ...group, access: "sas", readerType: "User" }],
    ["uploaders", { ...group, source: build, uploaders: [principal] }],
    ["storageAccountArgs.allowSharedKeyAccess", { ...group, storageAccountArgs: { allowSharedKeyAccess: false } }],
    ["credentialsName", { ...group, credentials: azureBlock, credentialsName: "team" }],
    ["accountKey", { ...group, credentials: azureBlock, accountKey: "key1" }],
    ["permissions", { ...group, ...runtime, permissions: "write" }],
    ["readerType", { ...group, ...runtime, readerType: "Robot" }],
    ["accountKey", { ...group, accountKey: "key3" }],
    ["resourceGroupName", { resourceGroupName: "/subscriptions/1" }],
    ["resourceGroupName", { resourceGroupName: "team." }],
    ["rotation", { ...group, access: "sas", rotation: " " }],
    ["validDays", { ...group, access: "sas", validDays: 0 }],
    ["validDays", { ...group, access: "sas", validDays: 1.5 }],
    ["endpoint", { ...group, endpoint: "flows" }],
    ["readers", { ...group, ...runtime, readers: ["worker"] }],
    ["uploaders", { ...group, ...runtime, source: build, uploaders: ["me"] }],
    ["credentials", { ...group, credentials: "team" }],
    ["storageAccount", { ...group, storageAccount: "T" }],
    ["storageAccountArgs.accountName", { ...group, storageAccountArgs: { accountName: "T" } }],
    ["container", { ...group, storageAccount: "team", container: "T" }],
    ["containerArgs.containerName", { ...group, containerArgs: { containerName: "T" } }],
    ["containerArgs.containerName", group, "--"],
  ],
  GcsFlowStorage: [
    ...["ignoreFile", "ignore", "releases"].map((setting): Refused => [setting, { [setting]: true }]),
    ["bucketArgs", { bucket: "team", bucketArgs: {} }],
    ["forceDestroy", { bucket: "team", forceDestroy: false }],
    ["location", { bucket: "team", location: "EU" }],
    ["credentials", { ...runtime, credentials: gcpBlock }],
    ["rotation", { ...runtime, rotation: "1" }],
    ["readers", { readers: ["user:me@example.com"] }],
    ["rotation", { credentials: gcpBlock, rotation: "1" }],
    ["credentialsName", { credentials: gcpBlock, credentialsName: "team" }],
    ["bucketArgs.uniformBucketLevelAccess", { bucketArgs: { uniformBucketLevelAccess: false } }],
    ["readers", { ...runtime, readers: ["me@example.com"] }],
    ["readers", { ...runtime, readers: { me: "user:" } }],
    ["bucket", { bucket: "T" }],
    ["bucketArgs.name", { bucketArgs: { name: "T" } }],
  ],
  EcrFlowStorage: [
    ["build", {}],
    ["build", { build, image: "a" }],
    ...Object.entries({ repositoryArgs: {}, keep: 3, pullerAccounts: [], forceDestroy: false }).map(
      ([setting, value]): Refused => [setting, { build, repository: "team", [setting]: value }],
    ),
    ["image", { image: "1.dkr.ecr.eu-west-1.amazonaws.com/team:1" }],
    ["tag", { image: `team@${digest}`, repository: "team", tag: "1" }],
    ["keep", { build, keep: 0 }],
    ["keep", { build, keep: 1.5 }],
    ["path", { build, path: "flows" }],
    ["path", { build, path: "/opt/flows/" }],
  ],
  AcrFlowStorage: [
    ["build", group],
    ...Object.entries({ registryArgs: {}, keep: 3, forceDestroy: false }).map(
      ([setting, value]): Refused => [setting, { ...group, build, registry: "teamcode", [setting]: value }],
    ),
    ["image", { ...group, image: "team.azurecr.io/etl:1" }],
    ["imageName", { ...group, image: `etl@${digest}`, registry: "teamcode", imageName: "etl" }],
    ["identity", { ...group, build, workPool: "kubernetes", identity: { id: "a", principalId: "b" } }],
    ["registry", { ...group, build, registry: "team" }],
    ["registry", { ...group, build, registry: "teamcode.azurecr.io" }],
  ],
  ArtifactRegistryFlowStorage: [
    ["build", {}],
    ...Object.entries({ repositoryArgs: {}, location: "europe", keep: 3, forceDestroy: false }).map(
      ([setting, value]): Refused => [
        setting,
        { build, repository: "europe-docker.pkg.dev/team/code", [setting]: value },
      ],
    ),
    ["image", { image: "europe-docker.pkg.dev/team/code/etl:1" }],
    ["pullers", { build, pullers: ["me@example.com"] }],
    ["repository", { build, repository: "europe-docker.pkg.dev/team" }],
  ],
  EcsRuntime: [
    ["credentialsName", { ...runtime, credentialsName: "team" }],
    ["rotation", { ...runtime, rotation: "1" }],
    ["workers", { workers: ["worker"] }],
    [
      "repositories",
      { executionRoleArn: "arn:aws:iam::1:role/a", repositories: ["arn:aws:ecr:eu-west-1:1:repository/a"] },
    ],
    ["taskPolicies", { taskRoleArn: "arn:aws:iam::1:role/a", taskPolicies: ["arn:aws:iam::1:policy/a"] }],
    ["logRetentionDays", { logGroup: "team", logRetentionDays: 3 }],
    ["family", { family: "team/flows" }],
    ["family", { family: "a".repeat(256) }],
  ],
  CloudRunRuntime: [
    ["credentialsName", { ...runtime, credentialsName: "team" }],
    ["rotation", { ...runtime, rotation: "1" }],
    ["workers", { workers: ["user:me@example.com"] }],
    ["jobRoles", { serviceAccountEmail: "flows@team.iam.gserviceaccount.com", jobRoles: ["roles/viewer"] }],
    ["workers", { ...runtime, workers: ["me@example.com"] }],
  ],
  AzureContainerInstanceRuntime: [["workers", { ...group, workers: ["me"] }]],
  DockerFlowStorage: [
    ["image", {}],
    ["image", { build, image: "team" }],
    ["registry", { build }],
    ["repository", { image: "team", repository: "team" }],
    ["tag", { image: "team", tag: "1" }],
    ["path", { image: "team", path: "flows" }],
    ["username", { build, registry: { server: "localhost:5000", username: "me" } }],
    ["password", { build, registry: { server: "localhost:5000", password: "hush" } }],
    ["pullUsername", { build, registry: { server: "localhost:5000", pullUsername: "me" } }],
    ["pullPassword", { build, registry: { server: "localhost:5000", pullPassword: "hush" } }],
    [
      "credentialsName",
      { image: "team", credentials: "{{ syntask.blocks.docker-registry-credentials.team }}", credentialsName: "team" },
    ],
  ],
  GitFlowStorage: [
    ["credentials", { repository: "https://forge.invalid/a.git", accessToken: "t", credentials: "{{ a }}" }],
    ["username", { repository: "https://forge.invalid/a.git", username: "me" }],
    ["username", { repository: "https://bitbucketserver.invalid/a.git", accessToken: "t" }],
  ],
};

const examples = Object.entries(refused).flatMap(([component, all]) =>
  all.map(([setting, args, name = "flows"]): [string, string, Args, string] => [component, setting, args, name]),
);

test.each(examples)("%s refuses %s of %j in one line", (component, setting, args, name) => {
  const line = refusalOf(component, args, name);
  expect(line).toMatch(new RegExp(`^${component} "${name}": .{20,}[^.]\\.$`));
  expect(line).toMatch(new RegExp(`\`([\\w.]+\\.)?${setting.replace(".", "\\.")}\``));
  expect(line).not.toContain("hush");
});

/** Where components say what they refuse before anything is made. */
const sources = [
  ...["aws/s3-flow-storage-args", "azure/azure-blob-flow-storage-check", "gcp/gcs-flow-storage"],
  ...["aws/ecr-flow-storage", "azure/acr-flow-storage", "gcp/artifact-registry-flow-storage", "image/cloud-image"],
  ...["aws/ecs-runtime", "gcp/cloud-run-runtime", "azure/azure-container-instance-runtime"],
  ...["docker/docker-flow-storage", "storage/git-flow-storage"],
];
const checks = /^(contradictions|faultsOf|refuseContradictions|refuseFaults|refuseWhat|checkCloudImage$)/;

/** Patterns of the reasons in a file, in the functions that look at args alone. */
function reasonsIn(file: string): RegExp[] {
  const text = readFileSync(join(__dirname, "../../sdk/src", `${file}.ts`), "utf8");
  const reasons: RegExp[] = [];
  const visit = (node: ts.Node, isCheck: boolean): void => {
    const isNext = isCheck || (ts.isFunctionDeclaration(node) && checks.test(node.name?.text ?? ""));
    const reason = isCheck ? reasonIn(node) : undefined;
    if (reason) reasons.push(new RegExp(`^${reason}$`));
    ts.forEachChild(node, (child) => visit(child, isNext));
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), false);
  return reasons;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A text that is handed to `refuse`, or yielded, as a pattern. */
function reasonIn(node: ts.Node): string | undefined {
  const isRefusal = ts.isCallExpression(node) && node.expression.getText() === "refuse";
  const text = isRefusal ? node.arguments.at(-1) : ts.isYieldExpression(node) ? node.expression : undefined;
  if (text === undefined) return undefined;
  if (ts.isStringLiteralLike(text)) return escaped(text.text);
  if (!ts.isTemplateExpression(text)) return undefined;
  return escaped(text.head.text) + text.templateSpans.map(({ literal }) => `.*${escaped(literal.text)}`).join("");
}

test.each(sources)("every reason in %s is given to somebody above", (file) => {
  const lines = examples.map(([component, , args, name]) =>
    String(refusalOf(component, args, name))
      .replace(`${component} "${name}": `, "")
      .replace(/\.$/, ""),
  );
  const reasons = reasonsIn(file);
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons.filter((reason) => !lines.some((line) => reason.test(line)))).toEqual([]);
});

test("every component that refuses anything is above", () => {
  const silent = ["LocalFlowStorage", "SyntaskProject"];
  expect(Object.keys(refused).sort()).toEqual(
    Object.keys(components)
      .filter((name) => !silent.includes(name))
      .sort(),
  );
});
