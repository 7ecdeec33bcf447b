import { WorkerPool } from "@pulumi/gcp/cloudrunv2/workerPool";
import * as projects from "@pulumi/gcp/projects";
import * as secretmanager from "@pulumi/gcp/secretmanager";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as pulumi from "@pulumi/pulumi";
import { grantEach } from "../cloud/grantees.js";
import { CloudSettings } from "../code/cloud-settings.js";
import { readArgs } from "../provider/component-args.js";
import { outputValues } from "../provider/output-values.js";
import { refuseFor } from "../provider/refusal.js";
import { instancePlaceholder } from "../worker/container-command.js";
import { revisionNumber } from "../worker/revision-number.js";
import { WorkerComponent } from "../worker/worker-component.js";
import { workerProcess } from "../worker/worker-process.js";
import { CloudRunInfrastructure } from "./cloud-run-infrastructure.js";
import { type CloudRunSize, cloudRunSize, faultOfCloudRunSize } from "./cloud-run-size.js";
import { type CloudRunWorkerArgs, cloudRunWorkerArgs } from "./cloud-run-worker-args.js";
import { workerContainer } from "./cloud-run-worker-container.js";
import { enableService, runServices, secretService } from "./project-services.js";
import { stableName } from "./stable-name.js";

const longest = { account: 30, workerPool: 49, secret: 63 };

/**
 * Workers on Cloud Run: a worker pool, whose instances nobody can call, and which starts one again that ends or hangs. The API
 * key is a secret in Secret Manager that only the workers' service account reads.
 *
 * @example
 * ```ts
 * const infrastructure = new CloudRunInfrastructure("flows", { access: "runtime" });
 * const workPool = new syntask.WorkPool("flows", { type: "cloud-run-v2", jobDefaults: infrastructure.jobDefaults });
 * new CloudRunWorker("flows", {
 *   workPool: workPool.name,
 *   infrastructure: {
 *     workerRole: infrastructure.workerRole,
 *     serviceAccountEmail: infrastructure.serviceAccountEmail,
 *   },
 * });
 * ```
 */
export class CloudRunWorker extends WorkerComponent {
  static override readonly __pulumiType = "syntask:gcp:CloudRunWorker";
  /** @internal */
  static override readonly args = cloudRunWorkerArgs;

  readonly workerName: pulumi.Output<string>;
  readonly image: pulumi.Output<string>;
  /** Address of the service account that workers run with, and flows of a `process` pool. */
  readonly serviceAccountEmail: pulumi.Output<string>;
  /** The same service account as an IAM member, as `GcsFlowStorage` takes it for `readers`. */
  readonly serviceAccountMember: pulumi.Output<string>;
  /** The secret with the API key and `secrets`: `projects/<project>/secrets/<name>`. */
  readonly secretId: pulumi.Output<string>;
  /** Name of the worker pool of Cloud Run. */
  readonly workerPoolName: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other, or the workers cannot reach the server */
  constructor(name: string, args: CloudRunWorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(CloudRunWorker.__pulumiType, name, {}, opts);
    const parent = this;
    const refuse = refuseFor("CloudRunWorker", name);
    const read = readArgs(cloudRunWorkerArgs, args, refuse);
    const { replicas, cpu, memory, subnetwork, roles = {}, infrastructure, verify, connection } = read;
    const size = outputValues.apply([cpu, memory], checkedSize) as pulumi.Input<CloudRunSize>;
    if (infrastructure instanceof CloudRunInfrastructure && infrastructure.credentials) {
      refuse('`infrastructure` has a key for its workers, and these have an account; give it `access: "runtime"`');
    }
    const cloud = new CloudSettings("gcp", { parent });
    const project = args.project ?? cloud.read("project", known("project"));
    const region = args.region ?? cloud.read("region", known("region"));

    const worker = workerProcess(
      name,
      read,
      {
        refuse,
        loopbackAdvice: 'write an address that Cloud Run reaches, like "https://syntask.example.com/api"',
        settings: [size, project, region, subnetwork],
      },
      parent,
    );
    const services = read.enableServices ? enableServices() : [];
    const account = createAccount();
    const secret = createSecret();
    const secretVersion = writeSecret();
    const grants = [letReadSecret(), ...letRunJobs()];
    const roleGrants = grantRoles();
    const workerPool = createWorkerPool();

    this.workerName = worker.workerName;
    this.image = worker.image;
    this.serviceAccountEmail = account.email;
    this.serviceAccountMember = account.member;
    this.secretId = secret.id;
    this.workerPoolName = workerPool.name;
    if (verify) {
      const log = pulumi.interpolate`\`gcloud logging read 'resource.labels.worker_pool_name="${workerPool.name}"' --project ${project}\``;
      this.awaitOnline(name, worker, { replicas, log, connection, dependsOn: [workerPool] });
    }
    const { workerName, image, serviceAccountEmail, serviceAccountMember, secretId, workerPoolName } = this;
    this.registerOutputs({ workerName, image, serviceAccountEmail, serviceAccountMember, secretId, workerPoolName });

    function checkedSize(processors: string, amount: string): CloudRunSize {
      const fault = faultOfCloudRunSize(processors, amount);
      return fault ? refuse(fault) : cloudRunSize(processors, amount);
    }

    /** Workers have to be somewhere. */
    function known(setting: "project" | "region"): (value: string | undefined) => string {
      return (value) =>
        value ?? refuse(`there is no ${setting}; write \`${setting}\`, or \`gcp:${setting}\` in the stack's config`);
    }

    function enableServices(): projects.Service[] {
      return [...runServices, secretService].map((service) => enableService(name, { project, service }, parent));
    }

    function createAccount(): serviceaccount.Account {
      return new serviceaccount.Account(
        `${name}-account`,
        {
          project,
          accountId: stableName("run-worker", name, longest.account),
          displayName: `${name} workers`.slice(0, 100),
        },
        { parent, dependsOn: services, ignoreChanges: ["accountId"] },
      );
    }

    function createSecret(): secretmanager.Secret {
      return new secretmanager.Secret(
        `${name}-secret`,
        { project, secretId: stableName("run-worker", name, longest.secret), replication: { auto: {} } },
        { parent, dependsOn: services, ignoreChanges: ["secretId"] },
      );
    }

    /** One secret for all: there is one right to give, and one version that a revision is of. */
    function writeSecret(): secretmanager.SecretVersion {
      return new secretmanager.SecretVersion(
        `${name}-secret-version`,
        {
          secret: secret.id,
          secretDataWo: worker.secrets.apply((values) => JSON.stringify(values)),
          secretDataWoVersion: worker.workerName.apply(revisionNumber),
        },
        { parent, replaceOnChanges: ["secretDataWoVersion"] },
      );
    }

    function letReadSecret(): pulumi.Resource {
      return new secretmanager.SecretIamMember(
        `${name}-secret-access`,
        {
          project,
          secretId: secret.secretId,
          role: "roles/secretmanager.secretAccessor",
          member: account.member,
        },
        { parent },
      );
    }

    /** Jobs in the project, and only with the account of flows. */
    function letRunJobs(): pulumi.Resource[] {
      if (infrastructure === undefined) return [];
      const { workerRole: role, serviceAccountEmail: email } = infrastructure;
      const { member } = account;
      const serviceAccountId = pulumi.interpolate`projects/${project}/serviceAccounts/${email}`;
      return [
        new projects.IAMMember(`${name}-jobs`, { project, role, member }, { parent }),
        new serviceaccount.IAMMember(
          `${name}-jobs-act-as`,
          { serviceAccountId, role: "roles/iam.serviceAccountUser", member },
          { parent },
        ),
      ];
    }

    function grantRoles(): pulumi.Input<pulumi.Resource[]>[] {
      const { member } = account;
      return grantEach(`${name}-role`, roles, { property: "roles", refuse }, (role, child) => {
        const { name: childName, aliases } = child();
        return new projects.IAMMember(childName, { project, role, member }, { parent, aliases });
      });
    }

    function createWorkerPool(): WorkerPool {
      const container = workerContainer(worker, {
        command: worker.command(pulumi.interpolate`${worker.workerName}-${instancePlaceholder}`),
        secretId: secret.secretId,
        secretVersion: secretVersion.version,
        size,
      });
      const networkInterfaces = subnetwork === undefined ? undefined : [{ subnetwork }];
      return new WorkerPool(
        `${name}-pool`,
        {
          project,
          location: region,
          name: stableName("worker", name, longest.workerPool),
          // The program decides what is deleted.
          deletionProtection: false,
          scaling: { scalingMode: "MANUAL", manualInstanceCount: replicas },
          template: {
            serviceAccount: account.email,
            containers: [container],
            ...(networkInterfaces && { vpcAccess: { networkInterfaces, egress: "PRIVATE_RANGES_ONLY" } }),
          },
        },
        {
          parent,
          ignoreChanges: ["name"],
          dependsOn: pulumi.output([grants, ...roleGrants]).apply((all) => all.flat()),
        },
      );
    }
  }
}
