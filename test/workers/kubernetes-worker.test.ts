import { readFile } from "node:fs/promises";
import { OpenGitServer } from "../../emulators/git/open-git-server";
import { KubernetesEmulator } from "../../emulators/kubernetes/kubernetes-emulator";
import { installDouble } from "../../emulators/providers/install";
import { CountingProxy } from "../support/counting-proxy";
import { ownAddress } from "../support/own-address";
import { finishedRun, PoolWorkers } from "../support/pool-workers";
import { raw, serverUrl, unique } from "../support/raw-api";
import { run, Stack } from "../support/stack";
import { until } from "../support/until";

const flow = `
import time

from prefect import flow


@flow(log_prints=True)
def main(seconds: int = 0):
    time.sleep(seconds)
    print("done")
`;

const name = unique("kubernetes-worker");
const key = `key-of-${name}`;
const workers = new PoolWorkers(name);

let cluster: KubernetesEmulator;
let git: OpenGitServer;
/** What Pulumi reaches the server by, and what workers and jobs do. */
let proxy: CountingProxy;
let gateway: CountingProxy;
let stack: Stack;

const reachable = () => `apiUrl: "${gateway.url}",`;

/** A pool, a worker and a deployment: nothing else is started. */
const program = ({ environment = "one", token = "one", args = reachable(), options = "{}" } = {}) => `
const { KubernetesInfrastructure, KubernetesWorker } = require("pulumi-syntask/kubernetes");
const infrastructure = new KubernetesInfrastructure("${name}");
const workPool = new syntask.WorkPool("${name}", {
  type: "kubernetes",
  jobDefaults: infrastructure.jobDefaults,
  jobConfiguration: infrastructure.jobConfiguration,
});
const worker = new KubernetesWorker("${name}", {
  workPool,
  infrastructure,
  namespace: infrastructure.namespace,
  stopTimeoutSeconds: 8,
  environment: { GREETING: "${environment}" },
  secrets: { TOKEN: pulumi.secret("token-${token}-of-${name}") },
  ${args}
}, ${options});
const storage = new syntask.GitFlowStorage("${name}", { repository: "${git.url}", branch: "main" });
const deployment = new syntask.Deployment("${name}", { flow: "main", entrypoint: "etl.py:main", storage, workPool });
Object.assign(exports, {
  workerName: worker.workerName,
  namespace: infrastructure.namespace,
  account: worker.serviceAccountName,
  flowAccount: infrastructure.serviceAccountName,
  keys: infrastructure.apiKeySecretName,
  id: deployment.id,
});
`;

beforeAll(async () => {
  cluster = await KubernetesEmulator.start({ python: process.env.PULUMI_SYNTASK_KUBERNETES_WORKER!, probeSeconds: 1 });
  git = await OpenGitServer.start({ host: ownAddress(), files: { "etl.py": flow } });
  proxy = await CountingProxy.start(serverUrl(), { key });
  gateway = await CountingProxy.start(serverUrl(), { key, host: ownAddress() });
  stack = await Stack.create({
    config: { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" },
    secretConfig: { "syntask:apiKey": key, "kubernetes:kubeconfig": cluster.kubeconfig },
  });
  await installDouble(stack, "kubernetes");
});
afterAll(async () => {
  await stack?.remove();
  await gateway?.stop();
  await proxy?.stop();
  await git?.stop();
  await cluster?.stop();
});

const nameOfWorkers = async (): Promise<string> => (await stack.outputs()).workerName;

const runOfStack = async (): Promise<string> => finishedRun((await stack.outputs()).id);

test("one up takes the pool from nothing to a flow run that is completed", async () => {
  await stack.write(program());
  await stack.up();
  const workerName = await nameOfWorkers();
  const [worker, ...others] = await workers.records();
  expect(others).toEqual([]);
  expect(worker).toMatchObject({ name: expect.stringMatching(`^${workerName}-`), status: "ONLINE" });
  expect((await raw("GET", `/work_pools/${name}`)).status).toBe("READY");
  expect(await runOfStack()).toBe("COMPLETED");
});

test("a second preview shows no change and asks the server nothing", async () => {
  proxy.reset();
  await stack.preview("--expect-no-changes");
  expect(proxy.calls).toEqual({});
});

/** What there is of a kind in the namespace. */
async function objects(plural: string, group = "/api/v1"): Promise<any[]> {
  const { namespace } = await stack.outputs();
  return (await cluster.get(`${group}/namespaces/${namespace}/${plural}`)).items;
}

test("the flow run was a job of its own, with an account that has neither rights nor a token", async () => {
  const { namespace, flowAccount } = await stack.outputs();
  const jobs = () => objects("jobs", "/apis/batch/v1");
  const job = await until(async () => (await jobs()).find(({ status }) => status.succeeded === 1));
  expect(await jobs()).toHaveLength(1);
  const pod = (await objects("pods")).find(({ metadata }) => metadata.labels["job-name"] === job.metadata.name);
  expect(pod.spec).toMatchObject({ serviceAccountName: flowAccount, restartPolicy: "Never" });
  expect(JSON.stringify(pod.spec)).not.toContain("serviceAccountToken");
  expect(await logOf(pod)).toContain("done");
  const token = await cluster.tokenOf(namespace, flowAccount);
  const answers = await Promise.all(
    ["pods", "secrets", "configmaps"].map((plural) =>
      cluster.send("GET", `/api/v1/namespaces/${namespace}/${plural}`, undefined, token),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
});

async function logOf({ metadata: { namespace, name: pod } }: any): Promise<string> {
  return cluster.get(`/api/v1/namespaces/${namespace}/pods/${pod}/log`);
}

test("the key is in no state, output, pod, job, event, log or argument", async () => {
  const pods = await objects("pods");
  const logs = await Promise.all(pods.filter(({ status }) => status.phase === "Running").map(logOf));
  expect(logs.join()).toMatch(/Worker\s+'[^']*'\s+started!/);
  const declared = JSON.stringify(
    await Promise.all([
      ...["pods", "events", "configmaps"].map((plural) => objects(plural)),
      ...["deployments", "replicasets"].map((plural) => objects(plural, "/apis/apps/v1")),
      objects("jobs", "/apis/batch/v1"),
    ]),
  );
  expect(declared).toContain("secretKeyRef");
  const commands = (await run("ps", ["-eo", "args="])).output;
  expect(commands).toContain(await nameOfWorkers());
  const outputs = await stack.expect("stack", "output", "--json");
  for (const text of [await stack.state(), outputs, ...logs, declared, commands]) {
    for (const secret of [key, `token-one-of-${name}`]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString("base64"));
    }
  }
});

test("workers may run jobs of their namespace, and nothing else", async () => {
  const { namespace, account, keys } = await stack.outputs();
  const [{ metadata }] = await objects("pods");
  const token = await cluster.tokenOf(namespace, account);
  const inside = `/api/v1/namespaces/${namespace}`;
  const ask = async (method: string, path: string) =>
    (await cluster.send(method, path, method === "GET" ? undefined : {}, token)).status;
  for (const [method, path] of [
    ["GET", `/apis/batch/v1/namespaces/${namespace}/jobs`],
    ["GET", `${inside}/pods`],
    ["GET", `${inside}/pods/${metadata.name}/log`],
    ["GET", `${inside}/events`],
  ] as const) {
    expect([path, await ask(method, path)]).toEqual([path, 200]);
  }
  for (const [method, path] of [
    ["GET", `${inside}/secrets`],
    ["GET", `${inside}/secrets/${keys}`],
    ["GET", `${inside}/secrets/${await nameOfWorkers()}`],
    ["POST", `${inside}/secrets`],
    ["POST", `${inside}/pods`],
    ["POST", `${inside}/pods/${metadata.name}/exec`],
    ["DELETE", `${inside}/pods/${metadata.name}`],
    ["POST", `${inside}/serviceaccounts/${account}/token`],
    ["POST", `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`],
    ["GET", `/apis/apps/v1/namespaces/${namespace}/deployments`],
    ["DELETE", `/apis/batch/v1/namespaces/${namespace}/jobs`],
    ["GET", "/apis/batch/v1/namespaces/default/jobs"],
    ["POST", "/apis/batch/v1/namespaces/default/jobs"],
    ["GET", "/api/v1/namespaces/kube-system/pods"],
    ["GET", "/api/v1/namespaces/kube-system"],
    ["GET", "/api/v1/pods"],
    ["GET", "/api/v1/nodes"],
  ] as const) {
    expect([method, path, await ask(method, path)]).toEqual([method, path, 403]);
  }
});

test("after a change a new worker is online before the old one is stopped, its record goes, and a run goes on", async () => {
  const before = await nameOfWorkers();
  const { id } = await stack.outputs();
  const running = finishedRun(id, { seconds: 60 });
  await until(
    async () => (await objects("jobs", "/apis/batch/v1")).some(({ status }) => status.ready === 1) || undefined,
  );
  await stack.write(program({ environment: "two", token: "two" }));
  const seen = await workers.during(before, () => stack.up());
  expect(seen).toContain("2 online, old runs, new runs");
  expect(seen.filter((moment) => moment.startsWith("0 online"))).toEqual([]);
  const after = await nameOfWorkers();
  expect(after).not.toBe(before);
  await until(async () => ((await workers.processes(before)).length === 0 ? true : undefined));
  expect((await workers.records()).map((worker) => worker.name)).toEqual([expect.stringMatching(`^${after}-`)]);
  const [worker] = await workers.processes(after);
  const environment = (await readFile(`/proc/${worker!.id}/environ`, "utf8")).split("\0");
  expect(environment).toContain("GREETING=two");
  expect(environment).toContain(`TOKEN=token-two-of-${name}`);
  expect(await running).toBe("COMPLETED");
});

test("a worker that is killed is started again, and runs flows", async () => {
  const [worker] = await workers.processes();
  process.kill(worker!.id, "SIGKILL");
  await workers.untilAnother(worker!);
  expect(await runOfStack()).toBe("COMPLETED");
});

test("a worker that hangs is ended by its probe, and another one takes its place", async () => {
  const [worker] = await workers.processes();
  process.kill(worker!.id, "SIGSTOP");
  await workers.untilAnother(worker!);
  await workers.untilGone(worker!);
});

/** Nobody waits here as long as in a cluster. */
const impatient = `{ transforms: [({ type, props, opts }) =>
  type === "kubernetes:apps/v1:Deployment"
    ? { props: { ...props, spec: { ...props.spec, progressDeadlineSeconds: 10 } }, opts }
    : undefined] }`;

test("pods whose image is not there fail the up, and the worker that is there goes on", async () => {
  const ids = async () => (await workers.processes()).map(({ id }) => id);
  const before = await ids();
  const args = `${reachable()} image: "prefecthq/prefect:none",`;
  await stack.write(program({ environment: "two", token: "two", args, options: impatient }));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain("[ErrImagePull] no such image: prefecthq/prefect:none");
  expect(await ids()).toEqual(before);
  await stack.write(program({ environment: "two", token: "two" }));
  await stack.up();
  expect(await runOfStack()).toBe("COMPLETED");
});

test("a wrong key is refused in one line, and the worker that is there stays", async () => {
  const args = `${reachable()} apiKey: "wrong-key",`;
  await stack.write(program({ environment: "two", token: "two", args }));
  const { code, output } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(output).toContain(
    `${proxy.url} refuses the \`apiKey\` of the worker; write one that may read work pool "${name}"`,
  );
  expect(output).not.toContain("wrong-key");
  expect(await workers.processes()).toHaveLength(1);
});

test("a URL of the loopback address is refused at preview", async () => {
  await stack.write(program({ args: "" }));
  const { code, output } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(output).toContain(
    `KubernetesWorker "${name}": \`apiUrl\` is ${proxy.url}, which is the worker's own machine to a worker; write an address that pods reach, like "https://syntask.example.com/api".`,
  );
});

test("destroy leaves no process, record or namespace, and a second up with two workers works at once", async () => {
  const { namespace } = await stack.outputs();
  await stack.write(program({ args: `${reachable()} replicas: 2,` }));
  await stack.destroy();
  expect(await workers.processes()).toEqual([]);
  await expect(workers.records()).rejects.toThrow("404");
  expect((await cluster.send("GET", `/api/v1/namespaces/${namespace}`)).status).toBe(404);
  for (const path of ["/api/v1/pods", "/apis/batch/v1/jobs", "/apis/apps/v1/deployments"]) {
    expect((await cluster.get(path)).items).toEqual([]);
  }
  await stack.up();
  const again = await workers.records();
  expect(again.map(({ status }) => status)).toEqual(["ONLINE", "ONLINE"]);
  expect(again[0]!.name).not.toBe(again[1]!.name);
});
