import * as pulumi from "@pulumi/pulumi";
import { WorkPool } from "pulumi-syntask";
import { CloudRunInfrastructure, type CloudRunInfrastructureArgs } from "pulumi-syntask/gcp";
import { type Declared, declare, resolved } from "../support/mocks";

const key = { type: "service_account", project_id: "project-1", private_key: "sesame" };
const config = { "gcp:project": "project-1" };

function outputs({ type, inputs }: Declared): Record<string, unknown> {
  if (type.endsWith(":Account")) {
    const email = `${inputs.accountId}@project-1.iam.gserviceaccount.com`;
    return { email, member: `serviceAccount:${email}`, name: `projects/project-1/serviceAccounts/${email}` };
  }
  if (type === "UniqueName") return { value: `${inputs.prefix}_0123abcd` };
  if (type.endsWith(":IAMCustomRole")) return { name: `projects/project-1/roles/${inputs.roleId}` };
  return type.endsWith(":Key") ? { privateKey: Buffer.from(JSON.stringify(key)).toString("base64") } : {};
}

async function declareInfrastructure(
  args: CloudRunInfrastructureArgs,
  type: "cloud-run" | "cloud-run-v2" = "cloud-run-v2",
) {
  let infrastructure!: CloudRunInfrastructure;
  const declared = await declare(
    () => {
      infrastructure = new CloudRunInfrastructure("flows", args);
      new WorkPool("pool", { type, jobDefaults: { ...infrastructure.jobDefaults, memory: "1 GiB" } });
    },
    config,
    outputs,
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  return {
    infrastructure,
    find,
    children: declared.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort(),
  };
}

test("an account for flows and a worker that may run jobs with it are made, and a pool is told of them", async () => {
  const { infrastructure, find, children } = await declareInfrastructure({ region: "europe-west1" });
  expect(children).toEqual([
    "Account flows-job",
    "Account flows-worker",
    "CloudRunInfrastructure flows",
    "GcpCredentials flows-credentials",
    "IAMCustomRole flows-role",
    "IAMMember flows-access",
    "IAMMember flows-access-act-as",
    "Key flows-key",
    "UniqueName flows-role-id",
    "WorkPool pool",
  ]);
  const email = await resolved(infrastructure.serviceAccountEmail);
  expect(email).toMatch(/^job-flows-[0-9a-f]{8}@project-1\.iam\.gserviceaccount\.com$/);
  const [member] = await Promise.all(infrastructure.workerMembers.map(resolved));
  expect(member).toMatch(/^serviceAccount:worker-flows-/);
  expect(find("flows-role").inputs.roleId).toBe("syntask_flows_0123abcd");
  expect(find("flows-role").inputs.permissions).toEqual([
    "run.executions.delete",
    "run.executions.get",
    "run.executions.list",
    "run.jobs.create",
    "run.jobs.delete",
    "run.jobs.get",
    "run.jobs.run",
  ]);
  expect(find("flows-access").inputs).toEqual({
    project: "project-1",
    role: `projects/project-1/roles/${find("flows-role").inputs.roleId}`,
    member,
  });
  expect(find("flows-access-act-as").inputs).toEqual({
    serviceAccountId: `projects/project-1/serviceAccounts/${email}`,
    role: "roles/iam.serviceAccountUser",
    member,
  });
  expect(find("flows-credentials").inputs).toMatchObject({ serviceAccountInfo: key, project: "project-1" });
  expect(find("flows-credentials").secrets).toContain("serviceAccountInfo");
  expect(find("pool").inputs.jobDefaults).toEqual({
    service_account_name: email,
    region: "europe-west1",
    credentials: { $ref: { block_document_id: "flows-credentials-id" } },
    memory: "1024Mi",
  });
});

test("what exists is taken, and a worker with an identity of its own needs no key", async () => {
  const worker = "principal://iam.googleapis.com/worker";
  const { infrastructure, find, children } = await declareInfrastructure(
    {
      access: "runtime",
      workers: [worker],
      serviceAccountEmail: "flows@project-1.iam.gserviceaccount.com",
      workerRole: "roles/run.developer",
    },
    "cloud-run",
  );
  expect(children).toEqual([
    "CloudRunInfrastructure flows",
    "IAMMember flows-worker-principal-iam-googleapis-com-worker",
    "IAMMember flows-worker-principal-iam-googleapis-com-worker-act-as",
    "WorkPool pool",
  ]);
  expect(find("flows-worker-principal-iam-googleapis-com-worker").inputs.role).toBe("roles/run.developer");
  expect(infrastructure.credentials).toBeUndefined();
  expect(await Promise.all(infrastructure.workerMembers.map(resolved))).toEqual([worker]);
});

test("flows get the roles that are given", async () => {
  const { infrastructure, find } = await declareInfrastructure({ jobRoles: ["roles/bigquery.jobUser"] });
  expect(find("flows-job-roles-bigquery-jobuser").inputs).toEqual({
    project: "project-1",
    role: "roles/bigquery.jobUser",
    member: await resolved(infrastructure.serviceAccountMember),
  });
});

test.each<[string, CloudRunInfrastructureArgs, string]>([
  [
    "workers beside a key",
    { workers: ["user:a@b.c"] },
    '`workers` belongs to `access: "runtime"`; write that, or leave it out',
  ],
  [
    "a rotation of no key",
    { access: "runtime", rotation: "2" },
    '`access: "runtime"` makes no key; leave `rotation` out',
  ],
  [
    "roles of an account that exists",
    { serviceAccountEmail: "a@b.c", jobRoles: ["roles/viewer"] },
    "`jobRoles` is of a new account, and `serviceAccountEmail` is given; leave one of them out",
  ],
  [
    "an address that is no member",
    { access: "runtime", workers: ["me@example.com"] },
    '`workers` has "me@example.com", which names no kind of member; write "serviceAccount:me@example.com"',
  ],
  ["no project", {}, "there is no project; write `project`, or `gcp:project` in the stack's config"],
])("%s is refused in one line", (_, args, reason) => {
  pulumi.runtime.setAllConfig({});
  const make = () => new CloudRunInfrastructure("flows", args);
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(`CloudRunInfrastructure "flows": ${reason}.`);
});

describe("with a secret for the API key", () => {
  test.each([
    ["syntask-key", { secret: "syntask-key", version: "latest" }, "project-1"],
    ["projects/keys/secrets/syntask-key", { secret: "projects/keys/secrets/syntask-key", version: "latest" }, "keys"],
    [
      "projects/keys/secrets/syntask-key/versions/3",
      { secret: "projects/keys/secrets/syntask-key", version: "3" },
      "keys",
    ],
  ])(
    "%s: jobs read the key from it, and the account of flows may read this one alone",
    async (given, read, project) => {
      const { infrastructure, find } = await declareInfrastructure({ apiKeySecret: given });
      expect(await resolved(infrastructure.jobConfiguration)).toEqual({
        env: { SYNTASK_API_KEY: null },
        env_from_secrets: { SYNTASK_API_KEY: read },
      });
      expect(find("flows-job-api-key").inputs).toEqual({
        project,
        secretId: "syntask-key",
        role: "roles/secretmanager.secretAccessor",
        member: await resolved(infrastructure.serviceAccountMember),
      });
    },
  );

  test("that is none is refused in one line", () => {
    expect(() => new CloudRunInfrastructure("flows", { apiKeySecret: "my key" })).toThrow(
      'CloudRunInfrastructure "flows": `apiKeySecret` is "my key"; write the name of a secret in Secret Manager, such as projects/<project>/secrets/<name>.',
    );
  });

  test("and without one nothing of a pool's job configuration changes", async () => {
    const { infrastructure, children } = await declareInfrastructure({});
    expect(await resolved(infrastructure.jobConfiguration)).toEqual({});
    expect(children.join()).not.toContain("api-key");
  });
});

describe("services of the project", () => {
  const servicesOf = (declared: Declared[]) => declared.filter(({ type }) => type.endsWith(":Service"));
  const declareWith = (args: CloudRunInfrastructureArgs) =>
    declare(() => new CloudRunInfrastructure("flows", args), config, outputs);

  test("are enabled before anything that needs them, and stay so afterwards", async () => {
    const declared = await declareWith({ enableServices: true, apiKeySecret: "key" });
    expect(servicesOf(declared).map(({ name, inputs }) => [name, inputs])).toEqual(
      ["iam", "run", "secretmanager"].map((service) => [
        `flows-${service}`,
        { project: "project-1", service: `${service}.googleapis.com`, disableOnDestroy: false },
      ]),
    );
    for (const name of ["flows-job", "flows-worker", "flows-role", "flows-job-api-key"]) {
      const { dependsOn } = declared.find((one) => one.name === name)!;
      expect(dependsOn).toEqual(["flows-iam", "flows-run", "flows-secretmanager"]);
    }
  });

  test("are what the program needs, and none unless it says so", async () => {
    expect(servicesOf(await declareWith({ enableServices: true })).map(({ name }) => name)).toEqual([
      "flows-iam",
      "flows-run",
    ]);
    expect(servicesOf(await declareWith({}))).toEqual([]);
  });
});
