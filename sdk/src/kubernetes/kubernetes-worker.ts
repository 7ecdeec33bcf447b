import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import * as pulumi from "@pulumi/pulumi";
import { slugOf } from "../checks/names.js";
import { readArgs } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import { instancePlaceholder, startSeconds, withInstanceName } from "../worker/container-command.js";
import { WorkerComponent } from "../worker/worker-component.js";
import { workerProcess } from "../worker/worker-process.js";
import { KubernetesInfrastructure } from "./kubernetes-infrastructure.js";
import { type KubernetesWorkerArgs, kubernetesWorkerArgs } from "./kubernetes-worker-args.js";
import { workerPod } from "./kubernetes-worker-pod.js";
import { nameOfNamespace } from "./names.js";

/**
 * Workers in a Kubernetes cluster: a Deployment that starts one again that ends or hangs. After a change the new ones poll before
 * the old ones are stopped. The API key is in a Secret of theirs.
 *
 * @example
 * ```ts
 * const infrastructure = new KubernetesInfrastructure("flows");
 * const workPool = new syntask.WorkPool("flows", {
 *   type: "kubernetes",
 *   jobDefaults: infrastructure.jobDefaults,
 *   jobConfiguration: infrastructure.jobConfiguration,
 * });
 * new KubernetesWorker("flows", {
 *   workPool: workPool.name,
 *   namespace: infrastructure.namespace,
 *   infrastructure: infrastructure.workerRoleName,
 * });
 * ```
 */
export class KubernetesWorker extends WorkerComponent {
  static override readonly __pulumiType = "syntask:kubernetes:KubernetesWorker";
  /** @internal */
  static override readonly args = kubernetesWorkerArgs;

  readonly workerName: pulumi.Output<string>;
  readonly image: pulumi.Output<string>;
  /** Name of the service account that workers run with. */
  readonly serviceAccountName: pulumi.Output<string>;
  /** Name of the Secret with the API key and `secrets`: another one after each change. */
  readonly secretName: pulumi.Output<string>;
  /** Name of the Deployment, as `kubectl logs deployment/<name>` takes it. */
  readonly deploymentName: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other, or the workers cannot reach the server */
  constructor(name: string, args: KubernetesWorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(KubernetesWorker.__pulumiType, name, {}, opts);
    const parent = this;
    const refuse = refuseFor("KubernetesWorker", name);
    const read = readArgs(kubernetesWorkerArgs, args, refuse);
    const { replicas, cpu, memory, stopTimeoutSeconds, verify, connection } = read;
    const namespace = nameOfNamespace(args.namespace);
    const role = nameOfRole();
    const worker = workerProcess(
      name,
      read,
      {
        refuse,
        loopbackAdvice: 'write an address that pods reach, like "https://syntask.example.com/api"',
        settings: [namespace, role, cpu, memory, stopTimeoutSeconds],
      },
      parent,
    );
    const serviceAccount = new ServiceAccount(
      `${name}-workers`,
      { metadata: { namespace }, automountServiceAccountToken: false },
      { parent },
    );
    const rights = role === undefined ? [] : [bind(role)];
    const secret = createSecret();
    const deployment = createDeployment();

    this.workerName = worker.workerName;
    this.image = worker.image;
    this.serviceAccountName = serviceAccount.metadata.name;
    this.secretName = secret.metadata.name;
    this.deploymentName = deployment.metadata.name;
    if (verify) {
      const log = pulumi.interpolate`\`kubectl logs --namespace ${namespace} deployment/${deployment.metadata.name}\``;
      this.awaitOnline(name, worker, { replicas, log, connection, dependsOn: [deployment] });
    }
    const { workerName, image, serviceAccountName, secretName, deploymentName } = this;
    this.registerOutputs({ workerName, image, serviceAccountName, secretName, deploymentName });

    function nameOfRole(): pulumi.Input<string> | undefined {
      const { infrastructure } = args;
      return infrastructure instanceof KubernetesInfrastructure ? infrastructure.workerRoleName : infrastructure;
    }

    /** That of a namespace which is in every cluster as long as the cluster is there. */
    function uidOfCluster(): pulumi.Output<string> {
      return Namespace.get(`${name}-cluster`, "kube-system", { parent }).metadata.uid;
    }

    function bind(known: pulumi.Input<string>): RoleBinding {
      return new RoleBinding(
        `${name}-access`,
        {
          metadata: { namespace },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: known },
          subjects: [{ kind: "ServiceAccount", name: serviceAccount.metadata.name, namespace }],
        },
        { parent },
      );
    }

    /** One for each revision: a pod never starts with another key than it was made with, and another key makes other pods. */
    function createSecret(): Secret {
      return new Secret(
        `${name}-secret`,
        { metadata: { namespace, name: worker.workerName }, immutable: true, stringData: worker.secrets },
        { parent },
      );
    }

    function createDeployment(): Deployment {
      const labels = {
        "app.kubernetes.io/name": "syntask-worker",
        "app.kubernetes.io/instance": labelOf(name),
        "app.kubernetes.io/part-of": labelOf(`${pulumi.getProject()}-${pulumi.getStack()}`),
      };
      const command = worker
        .command(pulumi.interpolate`${worker.workerName}-${instancePlaceholder}`)
        .apply((words) => withInstanceName(words));
      return new Deployment(
        `${name}-deployment`,
        {
          metadata: { namespace, labels, ...(!verify && { annotations: { "pulumi.com/skipAwait": "true" } }) },
          spec: {
            replicas,
            selector: { matchLabels: labels },
            // The new workers are there before the old ones are stopped.
            strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
            progressDeadlineSeconds: 3 * startSeconds,
            template: {
              metadata: { labels },
              spec: workerPod(worker, {
                command,
                cpu,
                memory,
                stopTimeoutSeconds,
                serviceAccountName: serviceAccount.metadata.name,
                secretName: secret.metadata.name,
                clusterUid: role === undefined ? undefined : uidOfCluster(),
              }),
            },
          },
        },
        { parent, dependsOn: rights },
      );
    }
  }
}

const longestLabel = 63;

const labelOf = (text: string): string => slugOf(text).slice(0, longestLabel).replace(/-+$/, "");
