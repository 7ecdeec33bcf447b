import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as gcp from "@pulumi/gcp/provider";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { GcsFlowStorage, type GcsFlowStorageArgs } from "pulumi-syntask/gcp";
import { type Declared, declare, resolved } from "../support/mocks";

const key = {
  type: "service_account",
  project_id: "project-1",
  private_key: "-----BEGIN PRIVATE KEY-----",
  client_email: "worker@project-1.iam.gserviceaccount.com",
};
const privateKey = Buffer.from(JSON.stringify(key)).toString("base64");

const source = mkdtempSync(join(tmpdir(), "pulumi-syntask-gcs-"));
beforeAll(() => writeFileSync(join(source, "etl.py"), "from syntask import flow\n\n\n@flow\ndef main():\n    pass\n"));
afterAll(() => rmSync(source, { recursive: true }));

/** What Google adds to what the program gave. */
function outputs({ type, name, inputs }: Declared): Record<string, unknown> {
  if (type.endsWith(":Bucket")) return { name: inputs.name ?? `${name}-1234567`.toLowerCase() };
  if (type.endsWith(":Account")) {
    const email = `${inputs.accountId}@project-1.iam.gserviceaccount.com`;
    return { email, member: `serviceAccount:${email}`, name: `projects/project-1/serviceAccounts/${email}` };
  }
  return type.endsWith(":Key") ? { privateKey: pulumi.secret(privateKey) } : {};
}

/** What a storage declares, and the pull steps of a deployment of it. */
async function storageOf(
  args: GcsFlowStorageArgs | (() => GcsFlowStorageArgs),
  config: Record<string, string> = {},
  opts: () => pulumi.ComponentResourceOptions = () => ({}),
) {
  let storage!: GcsFlowStorage;
  const declared = await declare(
    () => {
      storage = new GcsFlowStorage("Flows", typeof args === "function" ? args() : args, opts());
      new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage });
    },
    config,
    outputs,
  );
  const deployment = declared.find(({ type }) => type === "Deployment")!;
  const children = declared.filter(({ type }) => type !== "Deployment" && type !== "syntask:gcp:GcsFlowStorage");
  const told = () => resolved(storage.bundles);
  return { children, pullSteps: deployment.inputs.pullSteps, told };
}

const kinds = (children: Declared[]) => children.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
const child = (children: Declared[], name: string) => children.find((declared) => declared.name === name)!;
const pullOf = (pullSteps: any) => pullSteps[0]["syntask_gcp.deployments.steps.pull_from_gcs"];

const folderExpression =
  'resource.name.startsWith("projects/_/buckets/flows-bucket-1234567/objects/etl/") || ' +
  'api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("etl/")';

test("a storage makes a private bucket, an account with a grant on its folder, a key, a check and a block", async () => {
  const { children, pullSteps } = await storageOf({ folder: "./etl", location: "EU" });
  expect(kinds(children)).toEqual([
    "Bucket Flows-bucket",
    "StoreGuard Flows-guard",
    "Account Flows-worker",
    "Key Flows-key",
    "BucketIAMMember Flows-access",
    "GcsAccessCheck Flows-folder",
    "GcpCredentials Flows-credentials",
  ]);
  expect(child(children, "Flows-bucket").inputs).toEqual({
    location: "EU",
    uniformBucketLevelAccess: true,
    publicAccessPrevention: "enforced",
    forceDestroy: false,
  });
  const email = `${child(children, "Flows-worker").inputs.accountId}@project-1.iam.gserviceaccount.com`;
  expect(child(children, "Flows-access").inputs).toEqual({
    bucket: "flows-bucket-1234567",
    role: "roles/storage.objectViewer",
    member: `serviceAccount:${email}`,
    condition: { title: "flow code", description: "Objects in etl/ and their listing", expression: folderExpression },
  });
  expect(child(children, "Flows-key").inputs).toEqual({
    serviceAccountId: `projects/project-1/serviceAccounts/${email}`,
  });
  expect(pullSteps).toEqual([
    {
      "syntask_gcp.deployments.steps.pull_from_gcs": {
        bucket: "flows-bucket-1234567",
        folder: "etl/",
        credentials: "{{ syntask.blocks.gcp-credentials.flows }}",
      },
    },
  ]);
});

test("the guard, the account, the check and the block are told all that the storage is", async () => {
  const settings = { source, forceDestroy: true, connection: "team", adopt: true, folder: "etl" };
  const { children } = await storageOf({ ...settings, credentialsName: "own" }, { "gcp:project": "project-1" });
  const bucket = "flows-bucket-1234567";
  expect(child(children, "Flows-bucket").inputs).toMatchObject({ location: "US", forceDestroy: true });
  expect(child(children, "Flows-guard")).toMatchObject({
    parent: "Flows",
    inputs: { store: "gcsBucket", location: { bucket }, forceDestroy: true },
  });
  expect(child(children, "Flows-worker")).toMatchObject({
    parent: "Flows",
    ignoreChanges: ["accountId"],
    inputs: { displayName: "Flows flow code", description: `Lets workers read gs://${bucket}/etl/` },
  });
  expect(child(children, "Flows-code")).toMatchObject({
    dependsOn: ["Flows-guard"],
    inputs: { store: "gcs", location: { bucket }, folder: "etl/", adopt: true },
  });
  expect(child(children, "Flows-folder")).toMatchObject({
    parent: "Flows",
    inputs: { bucket, folder: "etl/", serviceAccountInfo: key, connection: "team" },
  });
  expect(child(children, "Flows-folder").dependsOn.sort()).toEqual(["Flows-access", "Flows-code"]);
  expect(child(children, "Flows-credentials")).toMatchObject({
    parent: "Flows",
    dependsOn: ["Flows-folder"],
    inputs: { name: "own", serviceAccountInfo: key, adopt: true, connection: "team" },
  });
  const forced = await storageOf({ bucketArgs: { forceDestroy: true } });
  expect(child(forced.children, "Flows-guard").inputs.forceDestroy).toBe(true);
});

test("a name of any length makes an account that Google takes", async () => {
  const name = "f".repeat(120);
  const declared = await declare(() => new GcsFlowStorage(name, { bucket: "team", folder: "etl" }), {}, outputs);
  const { inputs } = declared.find(({ type }) => type.endsWith(":Account"))!;
  expect(inputs.displayName).toBe("f".repeat(100));
  expect(inputs.accountId).toHaveLength(30);
});

test("the key gets into the block as an object, and is secret wherever it is", async () => {
  const { children } = await storageOf({});
  const { inputs, secrets } = child(children, "Flows-credentials");
  expect(inputs).toEqual({ name: "flows", serviceAccountInfo: key });
  expect(secrets).toEqual(["serviceAccountInfo"]);
  expect(child(children, "Flows-folder")).toMatchObject({
    inputs: { bucket: "flows-bucket-1234567", folder: "Flows/", serviceAccountInfo: key },
    secrets: ["serviceAccountInfo"],
  });
  const plain = children.filter(({ secrets: marks }) => marks.length === 0);
  expect(JSON.stringify(plain)).not.toContain("BEGIN PRIVATE KEY");
});

test("the account's id fits Google's rules and differs between storages whose names begin alike", async () => {
  const ids: string[] = [];
  for (const name of ["A Storage whose Name is Quite Long", "A Storage whose Name is Quite Long Indeed", "1"]) {
    const declared = await declare(() => new GcsFlowStorage(name, { bucket: "flows" }), {}, outputs);
    ids.push(child(declared, `${name}-worker`).inputs.accountId);
  }
  for (const id of ids) expect(id).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
  expect(new Set(ids).size).toBe(3);
});

test("readWrite grants writing in the folder and in no other", async () => {
  const { children } = await storageOf({ folder: "etl", permissions: "readWrite" });
  expect(child(children, "Flows-access").inputs).toMatchObject({
    role: "roles/storage.objectUser",
    condition: { expression: folderExpression },
  });
});

test("a bucket that exists is taken as it is, and all of it needs no condition", async () => {
  const { children, pullSteps } = await storageOf({ bucket: "team-bucket", folder: "" });
  expect(kinds(children)).not.toContain("Bucket Flows-bucket");
  expect(child(children, "Flows-access").inputs).toMatchObject({ bucket: "team-bucket" });
  expect(child(children, "Flows-access").inputs.condition).toBeUndefined();
  expect(pullOf(pullSteps)).toMatchObject({ bucket: "team-bucket", folder: "" });
});

test('access: "runtime" binds the members and makes neither key nor block', async () => {
  const { children, pullSteps } = await storageOf({
    bucket: "team-bucket",
    folder: "etl",
    access: "runtime",
    readers: ["serviceAccount:worker@project-1.iam.gserviceaccount.com", pulumi.output("group:team@example.com")],
  });
  expect(kinds(children)).toEqual([
    "BucketIAMMember Flows-reader-serviceaccount-worker-project-1-iam-gserviceaccount-com",
    "BucketIAMMember Flows-reader-group-team-example-com",
  ]);
  expect(children.map(({ inputs }) => inputs.member)).toEqual([
    "serviceAccount:worker@project-1.iam.gserviceaccount.com",
    "group:team@example.com",
  ]);
  expect(pullOf(pullSteps)).toEqual({ bucket: "team-bucket", folder: "etl/" });
});

test("a block that exists is used and verified, and nothing is granted to it", async () => {
  const { children, pullSteps } = await storageOf(() => ({
    bucket: "team-bucket",
    credentials: new syntask.GcpCredentials("team", { serviceAccountInfo: JSON.stringify(key) }),
  }));
  expect(kinds(children)).toEqual(["GcpCredentials team", "GcsAccessCheck Flows-folder"]);
  expect(child(children, "Flows-folder").inputs.serviceAccountInfo).toEqual(key);
  expect(pullOf(pullSteps).credentials).toBe("{{ syntask.blocks.gcp-credentials.team }}");
});

test("a block whose key is a file of the worker is looked up for the verification", async () => {
  const { children } = await storageOf(() => ({
    bucket: "team-bucket",
    credentials: new syntask.GcpCredentials("team", { serviceAccountFile: "/keys/worker.json" }),
  }));
  const credentials = "{{ syntask.blocks.gcp-credentials.team }}";
  expect(child(children, "Flows-folder").inputs).toMatchObject({ serviceAccountInfo: null, credentials });
});

test.each([
  ["another project's key brings a warning", "project-2", 1],
  ["a key of the bucket's project brings none", "project-1", 0],
])("%s", async (_, project, warnings) => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
  await storageOf(
    () => ({ credentials: new syntask.GcpCredentials("team", { serviceAccountInfo: JSON.stringify(key) }) }),
    { "gcp:project": project },
  );
  const lines = warn.mock.calls.map(([line]) => line);
  warn.mockRestore();
  expect(lines).toEqual(
    Array(warnings).fill(
      'the key in `credentials` is of project "project-1" and the bucket of "project-2"; its account needs a grant on the bucket',
    ),
  );
});

test("a placeholder is used as it is, and looked up for the verification", async () => {
  const credentials = "{{ syntask.blocks.gcp-credentials.team }}";
  const { children, pullSteps } = await storageOf({ bucket: "team-bucket", credentials });
  expect(children.map(({ inputs }) => inputs)).toEqual([{ bucket: "team-bucket", folder: "Flows/", credentials }]);
  expect(pullOf(pullSteps).credentials).toBe(credentials);
});

test("verify: false leaves the check out", async () => {
  expect(kinds((await storageOf({ verify: false })).children)).not.toContain("GcsAccessCheck Flows-folder");
});

test("a rotation is kept in the key, whose change replaces it", async () => {
  const { children } = await storageOf({ rotation: "2026-11" });
  expect(child(children, "Flows-key").inputs.keepers).toEqual({ rotation: "2026-11" });
});

test("the stack's region and its storage endpoint are used", async () => {
  const storageCustomEndpoint = "http://127.0.0.1:1/storage/v1/";
  const { children } = await storageOf(
    {},
    { "gcp:region": "europe-west1", "gcp:storageCustomEndpoint": storageCustomEndpoint },
  );
  expect(child(children, "Flows-bucket").inputs.location).toBe("europe-west1");
  expect(child(children, "Flows-folder").inputs.endpoint).toBe(storageCustomEndpoint);
});

test("the step's module and what it requires can be chosen, and follow the dialect otherwise", async () => {
  const chosen = await storageOf({ stepModule: "our.steps", requires: "our-package" });
  expect(chosen.pullSteps[0]["our.steps.pull_from_gcs"]).toMatchObject({ requires: "our-package" });
  const prefect = await storageOf({}, { "syntask:dialect": "prefect" });
  expect(Object.keys(prefect.pullSteps[0])).toEqual(["prefect_gcp.deployments.steps.pull_from_gcs"]);
  const inTeam = await storageOf({ connection: "team" }, { "syntask-team:dialect": "prefect" });
  expect(Object.keys(inTeam.pullSteps[0])).toEqual(["prefect_gcp.deployments.steps.pull_from_gcs"]);
});

test.each<[GcsFlowStorageArgs, string]>([
  [{ bucket: "team", bucketArgs: {} }, "give `bucket` or `bucketArgs`, not both"],
  [{ bucket: "team", location: "EU" }, "`location` is of a new bucket, and `bucket` is given; leave one of them out"],
  [
    { bucket: "gs://team-bucket/etl" },
    '`bucket` "gs://team-bucket/etl" is a URL; write the bucket\'s name alone, "team-bucket"',
  ],
  [{ bucket: "Team Bucket" }, 'write "team-bucket"'],
  [{ bucketArgs: { name: "google-flows" } }, '"google-flows" starts with "goog" or has "google" in it'],
  [{ access: "runtime", credentials: "{{ syntask.blocks.gcp-credentials.team }}" }, "leave `credentials` out"],
  [{ access: "runtime", rotation: "1" }, "leave `rotation` out"],
  [{ readers: ["user:a@example.com"] }, '`readers` belongs to `access: "runtime"`'],
  [{ access: "runtime", readers: ["a@example.com"] }, 'write "serviceAccount:a@example.com"'],
  [
    { credentials: "{{ syntask.blocks.gcp-credentials.team }}", rotation: "1" },
    "`rotation` is of a key that is made here",
  ],
  [
    { credentials: "{{ syntask.blocks.gcp-credentials.team }}", credentialsName: "x" },
    "`credentialsName` is of a block",
  ],
  [{ bucketArgs: { uniformBucketLevelAccess: false } }, "a grant on a folder needs uniform access"],
  [{ folder: "../up" }, '`folder` "../up" leads upwards; write a folder without ".."'],
  [{ folder: "team\\etl" }, "`folder` holds a backslash or a line break; write folders with `/`"],
])("%j is refused in one line that names the storage", (args, reason) => {
  const make = () => new GcsFlowStorage("Flows", args);
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(/^GcsFlowStorage "Flows": .*\.$/);
  expect(make).toThrow(reason);
});

test("a component's name that makes no bucket name is refused, with the way out", () => {
  const make = () => new GcsFlowStorage("Our Flows");
  expect(make).toThrow('`bucketArgs.name` "our flows-bucket-0000000" may hold lowercase letters');
});

test("a storage whose children are of another project is where its provider is, and checked there", async () => {
  const config = { "gcp:region": "us-east1", "gcp:storageCustomEndpoint": "http://stack/storage/v1/" };
  const settings = { region: "europe-west1", storageCustomEndpoint: "http://other/storage/v1/" };
  const other = () => ({ providers: [new gcp.Provider("other", { ...settings, credentials: "hush" })] });
  const { children } = await storageOf({ source }, config, other);
  expect(child(children, "Flows-bucket").inputs.location).toBe("europe-west1");
  expect(child(children, "Flows-folder").inputs.endpoint).toBe("http://other/storage/v1/");
  for (const name of ["Flows-code", "Flows-guard"]) {
    expect(child(children, name).inputs.provider).toEqual({ ...settings, credentials: "hush" });
    expect(child(children, name).text).not.toContain("hush");
  }
  const { children: without } = await storageOf({ source }, config);
  expect(child(without, "Flows-bucket").inputs.location).toBe("us-east1");
  expect(child(without, "Flows-folder").inputs.endpoint).toBe("http://stack/storage/v1/");
});

describe("a place for bundles", () => {
  const bundlesOf = (children: Declared[]) => children.filter(({ name }) => name.startsWith("Flows-bundles"));
  const bucket = "flows-bundles-bucket-1234567";

  test("is a private bucket that forgets, and an account with a key and a block that may use that bucket and nothing else", async () => {
    const { children, told } = await storageOf(
      { bundles: true, location: "EU", rotation: "1", bucketArgs: { name: "team-code", labels: { team: "etl" } } },
      { "syntask:dialect": "prefect" },
    );
    expect(kinds(bundlesOf(children))).toEqual([
      "Bucket Flows-bundles-bucket",
      "StoreGuard Flows-bundles-guard",
      "Account Flows-bundles-worker",
      "Key Flows-bundles-key",
      "BucketIAMMember Flows-bundles-access",
      "GcpCredentials Flows-bundles-credentials",
    ]);
    expect(child(children, "Flows-bundles-bucket").inputs).toEqual({
      location: "EU",
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      labels: { team: "etl" },
      lifecycleRules: [{ action: { type: "Delete" }, condition: { age: 30 } }],
      forceDestroy: false,
    });
    const { accountId } = child(children, "Flows-bundles-worker").inputs;
    expect(accountId).not.toBe(child(children, "Flows-worker").inputs.accountId);
    expect(child(children, "Flows-bundles-access").inputs).toEqual({
      bucket,
      role: "roles/storage.objectUser",
      member: `serviceAccount:${accountId}@project-1.iam.gserviceaccount.com`,
    });
    expect(child(children, "Flows-bundles-key").inputs.keepers).toEqual({ rotation: "1" });
    expect(child(children, "Flows-bundles-guard").inputs).toMatchObject({ store: "gcsBucket", location: { bucket } });
    expect(child(children, "Flows-bundles-credentials")).toMatchObject({
      inputs: { name: "flows-bundles", serviceAccountInfo: key },
      secrets: ["serviceAccountInfo"],
    });
    const place = { requires: "prefect-gcp", bucket, gcp_credentials_block_name: "flows-bundles" };
    expect(await told()).toEqual({
      bundleUploadStep: { "prefect_gcp.experimental.bundles.upload": place },
      bundleExecutionStep: { "prefect_gcp.experimental.bundles.execute": place },
    });
  });

  test('is open to the readers with `access: "runtime"`, without a key and a block', async () => {
    const { children, told } = await storageOf({ bundles: true, access: "runtime", readers: ["user:me@example.com"] });
    expect(kinds(bundlesOf(children))).toEqual([
      "Bucket Flows-bundles-bucket",
      "StoreGuard Flows-bundles-guard",
      "BucketIAMMember Flows-bundles-reader-user-me-example-com",
    ]);
    expect(child(children, "Flows-bundles-reader-user-me-example-com").inputs).toEqual({
      bucket,
      role: "roles/storage.objectUser",
      member: "user:me@example.com",
    });
    expect((await told()).bundleExecutionStep).toEqual({
      "syntask_gcp.experimental.bundles.execute": { requires: "syntask-gcp", bucket },
    });
  });

  test("is not there unless it is asked for", async () => {
    const { children, told } = await storageOf({});
    expect(bundlesOf(children)).toEqual([]);
    expect(await told()).toEqual({});
  });
});
