import {
  KubernetesInfrastructure,
  type KubernetesInfrastructureArgs,
  KubernetesWorker,
  type KubernetesWorkerArgs,
} from "../../sdk/src/kubernetes";
import { type Declared, declare, resolved } from "../support/mocks";

const workerName = "flows-0123abcd";

const outputs = ({ type, name, inputs }: Declared): Record<string, unknown> => {
  if (type === "WorkerRevision") return { workerName, workerImage: inputs.image ?? "own:1", workerPackages: [] };
  return { metadata: { name: `${name}-1`, uid: `uid-of-${name}`, ...inputs.metadata } };
};

const config = { "syntask:apiUrl": "https://syntask.example.com/api", "syntask:apiKey": "hush" };

async function declareWorker(args: Partial<KubernetesWorkerArgs> = {}) {
  const declared = await declare(
    () => new KubernetesWorker("flows", { workPool: "flows", namespace: "team", ...args }),
    config,
    outputs,
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  const { spec } = find("flows-deployment").inputs;
  return { declared, find, spec, pod: spec.template.spec, container: spec.template.spec.containers[0] };
}

async function declareInfrastructure(
  args: KubernetesInfrastructureArgs = {},
  settings: Record<string, string> = config,
) {
  let made: KubernetesInfrastructure | undefined;
  const declared = await declare(
    () => {
      made = new KubernetesInfrastructure("flows", args);
    },
    settings,
    outputs,
  );
  const find = (name: string) => declared.find((resource) => resource.name === name);
  return { declared, find, jobConfiguration: await resolved(made!.jobConfiguration) };
}

test("the key is in a Secret of the revision alone, and the pod names it", async () => {
  const { declared, find, container } = await declareWorker({ secrets: { TOKEN: "hush" } });
  expect(find("flows-secret").inputs).toMatchObject({
    metadata: { name: workerName, namespace: "team" },
    immutable: true,
  });
  expect(find("flows-secret").secrets).toEqual(["stringData"]);
  for (const key of ["SYNTASK_API_KEY", "TOKEN"]) {
    expect(container.env).toContainEqual({ name: key, valueFrom: { secretKeyRef: { name: workerName, key } } });
  }
  expect(declared.filter(({ text }) => text.includes("hush"))).toEqual([]);
});

test("a pod has no root, port or right to become more, and the new one is there before the old one goes", async () => {
  const { spec, pod, container } = await declareWorker({ stopTimeoutSeconds: 30 });
  expect(spec.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
  expect(pod.terminationGracePeriodSeconds).toBe(30);
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(container.ports).toBeUndefined();
  expect(container.command).toBeUndefined();
  expect(container.resources.limits).toEqual({ cpu: "500m", memory: "1024Mi" });
  for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
    expect(container[probe].exec.command.join(" ")).toContain("http://127.0.0.1:8080/health");
  }
});

test("workers call the cluster with the rights of an infrastructure, and without one they have no token", async () => {
  const { find, pod, container } = await declareWorker({ infrastructure: "flows-workers" });
  expect(find("flows-access").inputs).toMatchObject({
    roleRef: { kind: "Role", name: "flows-workers" },
    subjects: [{ kind: "ServiceAccount", name: "flows-workers-1", namespace: "team" }],
  });
  expect(pod.automountServiceAccountToken).toBe(true);
  expect(container.env).toContainEqual({ name: "SYNTASK_KUBERNETES_CLUSTER_UID", value: "uid-of-flows-cluster" });
  const others = await declareWorker();
  expect(others.find("flows-access")).toBeUndefined();
  expect(others.pod.automountServiceAccountToken).toBe(false);
});

test("the role of workers has no verb, resource or group that they do not call", async () => {
  const { find } = await declareInfrastructure();
  expect(find("flows-workers")!.inputs.rules).toEqual([
    { apiGroups: ["batch"], resources: ["jobs"], verbs: ["create", "get", "list", "watch"] },
    { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
    { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
    { apiGroups: [""], resources: ["events"], verbs: ["list"] },
  ]);
  expect(find("flows-flows")!.inputs.automountServiceAccountToken).toBe(false);
});

test("jobs read the key from a Secret, and the worker's own is kept from them", async () => {
  const { declared, jobConfiguration } = await declareInfrastructure();
  const secretKeyRef = { name: "flows-api-key-1", key: "SYNTASK_API_KEY" };
  expect(jobConfiguration).toEqual({
    env: { SYNTASK_API_KEY: null },
    job_manifest: {
      spec: {
        template: { spec: { containers: [{ env: [{ name: "SYNTASK_API_KEY", valueFrom: { secretKeyRef } }] }] } },
      },
    },
  });
  expect(declared.filter(({ text }) => text.includes("hush"))).toEqual([]);
});

test("where there is no key there is no Secret, and nothing to configure", async () => {
  const { find, jobConfiguration } = await declareInfrastructure({}, { "syntask:apiUrl": config["syntask:apiUrl"] });
  expect(find("flows-api-key")).toBeUndefined();
  expect(jobConfiguration).toEqual({});
});
