import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";
import { SyntaskComponent } from "../provider/component.js";
import { readArgs } from "../provider/component-args.js";
import { programConnection } from "../provider/program.js";
import { refuseFor } from "../provider/refusal.js";
import type { JobVariables } from "../resources/job-variables/values.js";
import { type KubernetesInfrastructureArgs, kubernetesInfrastructureArgs } from "./kubernetes-infrastructure-args.js";
import { nameOfNamespace } from "./names.js";

/**
 * What a pool of type `kubernetes` needs in a cluster: a namespace, a service account for flows, a role for workers that may run
 * jobs of this namespace and nothing else, and a Secret from which the jobs read the API key.
 *
 * @example
 * ```ts
 * const infrastructure = new KubernetesInfrastructure("flows");
 * new syntask.WorkPool("flows", {
 *   type: "kubernetes",
 *   jobDefaults: infrastructure.jobDefaults,
 *   jobConfiguration: infrastructure.jobConfiguration,
 * });
 * ```
 */
export class KubernetesInfrastructure extends SyntaskComponent {
  static override readonly __pulumiType = "syntask:kubernetes:KubernetesInfrastructure";
  /** @internal */
  static override readonly args = kubernetesInfrastructureArgs;

  /** Name of the namespace of the jobs. */
  readonly namespace: pulumi.Output<string>;
  /** Name of the service account that flows run with. */
  readonly serviceAccountName: pulumi.Output<string>;
  /** Name of the role that lets workers run jobs in the namespace, as `KubernetesWorker` takes it for `infrastructure`. */
  readonly workerRoleName: pulumi.Output<string>;
  /** Name of the Secret with the API key, if there is a key. */
  readonly apiKeySecretName: pulumi.Output<string | undefined>;
  /** Job defaults for a work pool of type `kubernetes`. */
  readonly jobDefaults: JobVariables<"kubernetes">;
  /** Job configuration for that pool, by which jobs read the API key from the Secret; empty where there is no key. */
  readonly jobConfiguration: pulumi.Output<Record<string, Json>>;

  /** @throws RunError when the args contradict each other */
  constructor(name: string, args: KubernetesInfrastructureArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super(KubernetesInfrastructure.__pulumiType, name, {}, opts);
    const parent = this;
    const refuse = refuseFor("KubernetesInfrastructure", name);
    const { connection } = readArgs(kubernetesInfrastructureArgs, args, refuse);
    if (args.apiKey !== undefined && args.apiKeySecret !== undefined) {
      refuse("give `apiKey` or `apiKeySecret`, not both");
    }
    const known = programConnection(typeof connection === "string" ? connection : undefined);
    const variable = `${known.dialect.environmentPrefix}_API_KEY`;

    this.namespace = args.namespace === undefined ? createNamespace() : nameOfNamespace(args.namespace);
    const { namespace } = this;
    this.serviceAccountName =
      args.serviceAccountName === undefined ? createServiceAccount() : pulumi.output(args.serviceAccountName);
    this.workerRoleName = createRole();
    this.apiKeySecretName = pulumi.output(apiKeySecret());
    const { serviceAccountName, workerRoleName, apiKeySecretName } = this;
    this.jobDefaults = { namespace, serviceAccountName };
    this.jobConfiguration = apiKeySecretName.apply((secret) => keyFromSecret(variable, secret));
    this.registerOutputs({ namespace, serviceAccountName, workerRoleName, apiKeySecretName });

    function createNamespace(): pulumi.Output<string> {
      return new Namespace(`${name}-namespace`, {}, { parent }).metadata.name;
    }

    function createServiceAccount(): pulumi.Output<string> {
      const settings = { metadata: { namespace }, automountServiceAccountToken: false };
      return new ServiceAccount(`${name}-flows`, settings, { parent }).metadata.name;
    }

    function createRole(): pulumi.Output<string> {
      return new Role(`${name}-workers`, { metadata: { namespace }, rules: workerRules }, { parent }).metadata.name;
    }

    function apiKeySecret(): pulumi.Input<string> | undefined {
      const { apiKeySecret: given } = args;
      if (given !== undefined) return Secret.isInstance(given) ? given.metadata.name : given;
      const key = args.apiKey ?? known.apiKey;
      if (key === undefined) return undefined;
      const stringData = pulumi.secret({ [variable]: key });
      return new Secret(`${name}-api-key`, { metadata: { namespace }, stringData }, { parent }).metadata.name;
    }
  }
}

/** What a worker calls to run a flow: it makes a job, watches it and its pods, and reads what the pods write. */
const workerRules = [
  { apiGroups: ["batch"], resources: ["jobs"], verbs: ["create", "get", "list", "watch"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  { apiGroups: [""], resources: ["events"], verbs: ["list"] },
];

/** A worker keeps its own key from the jobs, which read theirs from the Secret. */
function keyFromSecret(variable: string, secret: string | undefined): Record<string, Json> {
  if (secret === undefined) return {};
  const env = [{ name: variable, valueFrom: { secretKeyRef: { name: secret, key: variable } } }];
  return {
    env: { [variable]: null },
    job_manifest: { spec: { template: { spec: { containers: [{ env }] } } } },
  };
}
