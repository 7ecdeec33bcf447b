import { CloudRunInfrastructure, CloudRunWorker, type CloudRunWorkerArgs } from "../../sdk/src/gcp";
import { type Declared, declare } from "../support/mocks";

const workerName = "flows-0123abcd";
const config = {
  "syntask:apiUrl": "https://syntask.example.com/api",
  "gcp:project": "team",
  "gcp:region": "europe-west1",
};
const flowsAccount = "flows@team.iam.gserviceaccount.com";

function outputs({ type, inputs }: Declared): Record<string, unknown> {
  if (type === "WorkerRevision") return { workerName, workerImage: inputs.image ?? "own:1", workerPackages: [] };
  if (type.endsWith(":Account")) {
    const email = `${inputs.accountId}@team.iam.gserviceaccount.com`;
    return { email, member: `serviceAccount:${email}` };
  }
  if (type.endsWith(":Key")) return { privateKey: Buffer.from("{}").toString("base64") };
  if (type.endsWith(":SecretVersion")) return { version: "3" };
  if (type.endsWith(":IAMCustomRole")) return { name: `projects/team/roles/${inputs.roleId}` };
  return type === "UniqueName" ? { value: `${inputs.prefix}_0123abcd` } : {};
}

async function declareWorker(args: Partial<CloudRunWorkerArgs> | (() => Partial<CloudRunWorkerArgs>) = {}) {
  const declared = await declare(
    () => {
      const own = typeof args === "function" ? args() : args;
      new CloudRunWorker("flows", { workPool: "flows", apiKey: "hush", ...own });
    },
    config,
    outputs,
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  const { template } = find("flows-pool").inputs;
  return { declared, find, template, container: template.containers[0] };
}

const memberOf = (find: (name: string) => Declared): string =>
  `serviceAccount:${find("flows-account").inputs.accountId}@team.iam.gserviceaccount.com`;

test("the key is in the secret alone, whose version the instances read with their account", async () => {
  const { declared, find, template, container } = await declareWorker({ secrets: { TOKEN: "hush" } });
  expect(find("flows-secret-version").inputs).toMatchObject({
    secretDataWo: '{"SYNTASK_API_KEY":"hush","TOKEN":"hush"}',
    secretDataWoVersion: 0x123abcd,
  });
  const { secretId } = find("flows-secret").inputs;
  expect(container.envs).toEqual([
    { name: "SYNTASK_API_URL", value: "https://syntask.example.com/api" },
    { name: "SYNTASK_WORKER_WEBSERVER_HOST", value: "0.0.0.0" },
    { name: "SYNTASK_WORKER_WEBSERVER_PORT", value: "8080" },
    { name: "WORKER_SECRETS", valueSource: { secretKeyRef: { secret: secretId, version: "3" } } },
  ]);
  expect(find("flows-secret-access").inputs).toEqual({
    project: "team",
    secretId,
    role: "roles/secretmanager.secretAccessor",
    member: memberOf(find),
  });
  expect(`serviceAccount:${template.serviceAccount}`).toBe(memberOf(find));
  expect(declared.filter(({ text }) => text.includes("hush"))).toEqual([]);
});

test("an instance that does not answer is started again, and one that does not start is given four minutes", async () => {
  const { container } = await declareWorker();
  const httpGet = { path: "/health", port: 8080 };
  expect(container.startupProbe).toEqual({ httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 24 });
  expect(container.livenessProbe).toEqual({ httpGet, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 });
});

test("there are as many instances as workers, and a destroy is not held up", async () => {
  const { find } = await declareWorker({ replicas: 3 });
  expect(find("flows-pool").inputs).toMatchObject({
    scaling: { scalingMode: "MANUAL", manualInstanceCount: 3 },
    deletionProtection: false,
    location: "europe-west1",
    project: "team",
  });
});

test("workers of a pool with an infrastructure run jobs with the account of flows alone, and others none", async () => {
  const { find } = await declareWorker(() => ({
    infrastructure: new CloudRunInfrastructure("jobs", { access: "runtime", serviceAccountEmail: flowsAccount }),
  }));
  const member = memberOf(find);
  expect(find("flows-jobs").inputs).toEqual({
    project: "team",
    role: expect.stringMatching(/^projects\/team\/roles\//),
    member,
  });
  expect(find("flows-jobs-act-as").inputs).toEqual({
    serviceAccountId: `projects/team/serviceAccounts/${flowsAccount}`,
    role: "roles/iam.serviceAccountUser",
    member,
  });
  const without = await declareWorker();
  expect(without.declared.filter(({ type }) => type.endsWith(":IAMMember"))).toEqual([]);
});

test("an infrastructure that has a key for its workers is refused", async () => {
  const attempt = () =>
    new CloudRunWorker("flows", { workPool: "flows", infrastructure: new CloudRunInfrastructure("jobs") });
  const program = () =>
    expect(attempt).toThrow(
      'CloudRunWorker "flows": `infrastructure` has a key for its workers, and these have an account; give it `access: "runtime"`.',
    );
  await declare(program, config, outputs);
  expect.assertions(1);
});

test("workers reach a private server by the subnetwork that is given, and by none else", async () => {
  const { template } = await declareWorker({ subnetwork: "flows" });
  expect(template.vpcAccess).toEqual({ networkInterfaces: [{ subnetwork: "flows" }], egress: "PRIVATE_RANGES_ONLY" });
  expect((await declareWorker()).template.vpcAccess).toBeUndefined();
});

test.each(["project", "region"])("without a %s it is refused in one line", async (setting) => {
  const { [`gcp:${setting}`]: _, ...others } = config as Record<string, string>;
  const program = () =>
    expect(() => new CloudRunWorker("flows", { workPool: "flows" })).toThrow(
      `CloudRunWorker "flows": there is no ${setting}; write \`${setting}\`, or \`gcp:${setting}\` in the stack's config.`,
    );
  await declare(program, others, outputs);
  expect.assertions(1);
});
