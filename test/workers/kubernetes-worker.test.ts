import { OpenGitServer } from "../../emulators/git/open-git-server";
import { KubernetesEmulator } from "../../emulators/kubernetes/kubernetes-emulator";
import { ownAddress } from "../support/own-address";
import type { Stack } from "../support/stack";
import { until } from "../support/until";
import { describeWorkers, flow, type Surroundings } from "../support/worker-contract";

let cluster: KubernetesEmulator;

const missingImage = 'image: "prefecthq/prefect:none"';
/** Nobody waits here for a missing image as long as in a cluster. */
const impatient = `{ transforms: [({ type, props, opts }) =>
  type === "kubernetes:apps/v1:Deployment"
    ? { props: { ...props, spec: { ...props.spec, progressDeadlineSeconds: 10 } }, opts }
    : undefined] }`;

/** What there is of a kind in the namespace of a stack. */
async function objects(stack: Stack, plural: string, group = "/api/v1"): Promise<any[]> {
  const { namespace } = await stack.outputs();
  return (await cluster.get(`${group}/namespaces/${namespace}/${plural}`)).items;
}

async function logOf({ metadata: { namespace, name: pod } }: any): Promise<string> {
  return cluster.get(`/api/v1/namespaces/${namespace}/pods/${pod}/log`);
}

async function start({ name }: Surroundings) {
  cluster = await KubernetesEmulator.start({ python: process.env.PULUMI_SYNTASK_KUBERNETES_WORKER!, probeSeconds: 1 });
  const git = await OpenGitServer.start({ host: ownAddress(), files: { "etl.py": flow } });
  return {
    config: {},
    secretConfig: { "kubernetes:kubeconfig": cluster.kubeconfig },
    program: (args: string) => `
const { KubernetesInfrastructure, KubernetesWorker } = require("pulumi-syntask/kubernetes");
const infrastructure = new KubernetesInfrastructure("${name}");
const workPool = new syntask.WorkPool("${name}", {
  type: "kubernetes",
  jobDefaults: infrastructure.jobDefaults,
  jobConfiguration: infrastructure.jobConfiguration,
});
const worker = new KubernetesWorker("${name}", {
  infrastructure,
  namespace: infrastructure.namespace,
  stopTimeoutSeconds: 8,
  ${args}
}, ${args.includes(missingImage) ? impatient : "{}"});
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
`,
    async log(stack: Stack) {
      const pods = await objects(stack, "pods");
      return (await Promise.all(pods.filter(({ status }) => status.phase === "Running").map(logOf))).join("\n");
    },
    async declared(stack: Stack) {
      const found = [
        ...["pods", "events", "configmaps"].map((plural) => objects(stack, plural)),
        ...["deployments", "replicasets"].map((plural) => objects(stack, plural, "/apis/apps/v1")),
        objects(stack, "jobs", "/apis/batch/v1"),
      ];
      return JSON.stringify(await Promise.all(found));
    },
    hinder: async () => [missingImage],
    async left() {
      const paths = ["/api/v1/pods", "/apis/batch/v1/jobs", "/apis/apps/v1/deployments"];
      const [{ items: namespaces }, ...others] = await Promise.all(
        ["/api/v1/namespaces", ...paths].map((path) => cluster.get(path)),
      );
      const made = namespaces.filter(({ metadata }: any) => !/^(default|kube-.*)$/.test(metadata.name));
      return [...made, ...others.flatMap(({ items }) => items)];
    },
    async stop() {
      await git.stop();
      await cluster.stop();
    },
  };
}

describeWorkers({
  component: "KubernetesWorker",
  provider: "kubernetes",
  machine: ".+",
  reference: "secretKeyRef",
  hindrance: /\[ErrImagePull\] no such image: prefecthq\/prefect:none/,
  hinderedBy: "an image that is not there",
  loopbackAdvice: 'write an address that pods reach, like "https://syntask.example.com/api"',
  runsAreApart: true,
  start,
  more(stackOf) {
    test("the flow run was a job of its own, with an account that has neither rights nor a token", async () => {
      const { namespace, flowAccount } = await stackOf().outputs();
      const jobs = () => objects(stackOf(), "jobs", "/apis/batch/v1");
      const job = await until(async () => (await jobs()).find(({ status }) => status.succeeded === 1));
      expect(await jobs()).toHaveLength(1);
      const pod = (await objects(stackOf(), "pods")).find(
        ({ metadata }) => metadata.labels["job-name"] === job.metadata.name,
      );
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

    test("workers may run jobs of their namespace, and nothing else", async () => {
      const { namespace, account, keys, workerName } = await stackOf().outputs();
      const [{ metadata }] = await objects(stackOf(), "pods");
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
        ["GET", `${inside}/secrets/${workerName}`],
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
  },
});
