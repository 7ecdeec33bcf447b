import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type Args, components, makeNothing, refusalOf } from "./components";

beforeAll(makeNothing);

const build = "examples/quickstart/flows";
const group = { resourceGroupName: "team" };
const project = join(__dirname, "../../examples/quickstart");

/** Args of each component with which it refuses nothing. */
const fine: Record<string, Args> = {
  S3FlowStorage: {},
  AzureBlobFlowStorage: group,
  GcsFlowStorage: {},
  EcrFlowStorage: { build },
  AcrFlowStorage: { ...group, build },
  ArtifactRegistryFlowStorage: { build },
  EcsRuntime: {},
  CloudRunRuntime: {},
  AzureContainerInstanceRuntime: group,
  DockerFlowStorage: { build, registry: { server: "localhost:5000" } },
  GitFlowStorage: { repository: "https://forge.invalid/a.git" },
  LocalFlowStorage: { path: project },
};

/** What a setting belongs to, where that is no default. */
const beside: Record<string, Args> = {
  "AzureBlobFlowStorage.permissions": { access: "sas" },
  "AzureBlobFlowStorage.readerType": { access: "runtime" },
};

const folder = join(__dirname, "../../sdk/src");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest));

const aliases = new Map(
  files.flatMap(({ statements }) =>
    statements.filter(ts.isTypeAliasDeclaration).map(({ name, type }) => [name.text, type]),
  ),
);

/** The texts that a type is a choice of. */
function choicesOf(type: ts.TypeNode | undefined): string[] {
  if (!type) return [];
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) return choicesOf(aliases.get(type.typeName.text));
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(choicesOf);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}

/** Each choice that a component's args leave. */
const choices = files
  .flatMap(({ statements }) => statements.filter(ts.isInterfaceDeclaration))
  .flatMap(({ name, members }): [component: string, setting: string, value: string][] => {
    const component = name.text.replace(/Args$/, "");
    if (!(component in fine)) return [];
    const settings = members.filter(ts.isPropertySignature).filter((member) => ts.isIdentifier(member.name));
    return settings.flatMap((member) =>
      choicesOf(member.type).map((value): [string, string, string] => [
        component,
        (member.name as ts.Identifier).text,
        value,
      ]),
    );
  });

test.each(choices)("%s takes %s: %j, as its type says", (component, setting, value) => {
  const args = { ...fine[component], ...beside[`${component}.${setting}`], [setting]: value };
  expect(refusalOf(component, args)).toBeUndefined();
});

test("the choices are read from the types", () => {
  expect(choices.length).toBeGreaterThanOrEqual(20);
  expect(choices).toContainEqual(["S3FlowStorage", "permissions", "read"]);
});

test.each(Object.entries(fine))("%s takes %j", (component, args) => {
  expect(refusalOf(component, args)).toBeUndefined();
});

/** What goes together although something near it does not. */
test.each<[string, Args]>([
  ["S3FlowStorage", { source: build, ignore: ["a"], ignoreFile: "b", releases: true }],
  ["S3FlowStorage", { bucket: "team", region: "eu-west-1", endpoint: "http://minio:9000" }],
  ["S3FlowStorage", { access: "runtime", readers: ["worker"], permissions: "readWrite" }],
  ["S3FlowStorage", { forceDestroy: true, rotation: "1", credentialsName: "team", bucketArgs: { bucket: "team" } }],
  ["S3FlowStorage", { credentials: " {{ syntask.blocks.aws-credentials.team }} " }],
  ["AzureBlobFlowStorage", { ...group, source: build, ignore: ["a"], ignoreFile: "b", releases: true }],
  ["AzureBlobFlowStorage", { ...group, access: "sas", rotation: "1", validDays: 1, accountKey: "key2" }],
  ["AzureBlobFlowStorage", { ...group, storageAccount: "team", container: "code", endpoint: "https://a" }],
  ["AzureBlobFlowStorage", { ...group, storageAccountArgs: { minimumTlsVersion: "TLS1_2" }, location: "westeurope" }],
  ["AzureBlobFlowStorage", { ...group, access: "runtime", storageAccountArgs: { allowSharedKeyAccess: false } }],
  ["AzureBlobFlowStorage", { ...group, containerArgs: { publicAccess: "None" }, forceDestroy: true }],
  ["GcsFlowStorage", { source: build, ignore: ["a"], ignoreFile: "b", releases: true }],
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
  ["EcsRuntime", { access: "runtime", workers: ["worker"] }],
  ["EcsRuntime", { rotation: "1", credentialsName: "team", logRetentionDays: 3, family: "team-flows_1" }],
  ["EcsRuntime", { repositories: ["arn:aws:ecr:eu-west-1:1:repository/a"], taskPolicies: ["arn:aws:iam::1:policy/a"] }],
  ["CloudRunRuntime", { access: "runtime", workers: ["user:me@example.com"] }],
  ["CloudRunRuntime", { rotation: "1", credentialsName: "team", jobRoles: ["roles/viewer"] }],
  ["AzureContainerInstanceRuntime", { ...group, workers: ["01234567-89ab-cdef-0123-456789abcdef"] }],
  [
    "DockerFlowStorage",
    { build, registry: { server: "localhost:5000", username: "me", password: "hush" }, repository: "a", tag: "1" },
  ],
  ["GitFlowStorage", { repository: "https://forge.invalid/a.git", username: "me", accessToken: "hush", branch: "a" }],
])("%s takes %j", (component, args) => {
  expect(refusalOf(component, args)).toBeUndefined();
});

test("every component whose args can be known to be right is above", () => {
  const names = Object.keys(components).filter((name) => name !== "SyntaskProject");
  expect(Object.keys(fine).sort()).toEqual(names.sort());
});
