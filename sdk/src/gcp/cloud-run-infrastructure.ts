import * as projects from "@pulumi/gcp/projects";
import * as secretmanager from "@pulumi/gcp/secretmanager";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as pulumi from "@pulumi/pulumi";
import { GcpCredentials } from "../blocks/gcp-credentials.js";
import { slugOf } from "../checks/names.js";
import { faultOfBlank } from "../cloud/arg-faults.js";
import { type ChildName, named, withFormerType } from "../cloud/child-name.js";
import { grantEach, grantees, granteesIn } from "../cloud/grantees.js";
import { UniqueName } from "../cloud/unique-name.js";
import { CloudSettings } from "../code/cloud-settings.js";
import type { Json } from "../engine/definition.js";
import { SyntaskComponent } from "../provider/component.js";
import { type ArgsOf, commonArgs, flag, inTypeScript, oneOf, readArgs, text } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import type { JobVariables } from "../resources/job-variables/values.js";
import { faultOfSecret, keyFromSecret, secretParts } from "./cloud-run-api-key.js";
import { faultOfMember } from "./member.js";
import { enableService, runServices, secretService } from "./project-services.js";
import { stableName } from "./stable-name.js";

const own = {
  /** Project that jobs run in. @default that of the provider, or `gcp:project` in the stack's config */
  project: text(),
  /** Region that jobs run in. @default that of the provider, or `gcp:region` in the stack's config, else that of the pool */
  region: text(),
  /**
   * Whether the services that this needs are enabled in the project: Cloud Run, IAM, and Secret Manager for `apiKeySecret`. They stay
   * enabled when it is destroyed, as others may use them.
   * @default false
   */
  enableServices: flag({ plain: true, default: false }),
  /** Address of a service account that exists, which flows run with. @default a new one */
  serviceAccountEmail: text(),
  /** Roles in the project for the new service account: what flows may do, such as `roles/bigquery.jobUser`. @default [] */
  jobRoles: grantees(),
  /**
   * Secret in Secret Manager with the API key that flows use, by its name (`projects/<project>/secrets/<name>`, with
   * `/versions/<version>` for another than the latest) or, in TypeScript, as a resource. A pool of type `cloud-run-v2` with
   * `jobConfiguration` then has its jobs read the key from there, and the service account of flows may: else workers write their own
   * key in clear into each job.
   * @default none: in clear
   */
  apiKeySecret: text({ check: faultOfSecret, sugar: inTypeScript<secretmanager.Secret>() }),
  /**
   * How a worker authenticates to Google Cloud. `serviceAccountKey`: a service account is made for it, and its key is put into a
   * `GcpCredentials` block. `runtime`: the worker's own identity, such as workload identity; no key and no block.
   * @default "serviceAccountKey"
   */
  access: oneOf("serviceAccountKey", "runtime")({ plain: true, default: "serviceAccountKey" }),
  /** Identities of the workers, with `access: "runtime"`: IAM members. @default [] */
  workers: grantees(faultOfMember),
  /**
   * Role that lets workers run jobs, such as `roles/run.developer`, where the stack may not make one.
   * @default a new one, with nothing but what a worker calls
   */
  workerRole: text(),
  /** Name of the new block. @default the component's name, in lowercase with dashes */
  credentialsName: text(),
  /** Any text; a change rotates the key, and the block has the new one before the old one is deleted. @default none */
  rotation: text({ check: faultOfBlank }),
};

const cloudRunInfrastructureArgs: typeof commonArgs & typeof own = { ...commonArgs, ...own };

/** The args of {@link CloudRunInfrastructure}. */
export interface CloudRunInfrastructureArgs extends ArgsOf<typeof cloudRunInfrastructureArgs> {}

/**
 * The rights that a pool of type `cloud-run` or `cloud-run-v2` needs: a service account for flows, and a worker that may
 * make, run, watch and delete jobs that run with this account.
 *
 * @example
 * ```ts
 * const infrastructure = new CloudRunInfrastructure("flows", { region: "europe-west1" });
 * new syntask.WorkPool("flows", {
 *   type: "cloud-run-v2",
 *   jobDefaults: { ...infrastructure.jobDefaults, memory: "1 GiB" },
 *   jobConfiguration: infrastructure.jobConfiguration,
 * });
 * ```
 */
export class CloudRunInfrastructure extends SyntaskComponent {
  static override readonly __pulumiType = "syntask:gcp:CloudRunInfrastructure";
  /** @internal What its type was called before, in stacks that exist: never change it. */
  static readonly formerType = "syntask:gcp:CloudRunRuntime";
  /** @internal */
  static override readonly args = cloudRunInfrastructureArgs;

  /** Address of the service account that flows run with. */
  readonly serviceAccountEmail: pulumi.Output<string>;
  /** The same service account as an IAM member, as `GcsFlowStorage` takes it for `readers`. */
  readonly serviceAccountMember: pulumi.Output<string>;
  /** IAM members that make the jobs, which `ArtifactRegistryFlowStorage` takes for `pullers`. */
  readonly workerMembers: pulumi.Output<string>[];
  /** Role that lets workers run jobs, as `CloudRunWorker` takes it in `infrastructure`. */
  readonly workerRole: pulumi.Output<string>;
  /** The block with the worker's key, if one was made. */
  readonly credentials: GcpCredentials | undefined;
  /** Job defaults for a work pool of type `cloud-run` or `cloud-run-v2`. */
  readonly jobDefaults: JobVariables<"cloud-run"> & JobVariables<"cloud-run-v2">;
  /**
   * Job configuration for a work pool of type `cloud-run-v2`: with `apiKeySecret`, by which jobs read the API key from it, and
   * else empty.
   */
  readonly jobConfiguration: pulumi.Output<Record<string, Json>>;

  /** @throws RunError when the args contradict each other */
  constructor(name: string, args: CloudRunInfrastructureArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super(CloudRunInfrastructure.__pulumiType, name, {}, withFormerType(CloudRunInfrastructure.formerType, opts));
    const parent = this;
    const refuse = refuseFor("CloudRunInfrastructure", name);
    const {
      access,
      workers = {},
      jobRoles = {},
      rotation,
      ...read
    } = readArgs(cloudRunInfrastructureArgs, args, refuse);
    const { adopt, connection } = read;
    refuseContradictions();

    const cloud = new CloudSettings("gcp", { parent });
    const project = args.project ?? cloud.read("project", projectOfJobs);
    const services = read.enableServices ? enableServices() : [];
    const region = args.region ?? cloud.read("region", (known) => known);
    this.serviceAccountEmail =
      args.serviceAccountEmail === undefined ? createJobAccount().email : pulumi.output(args.serviceAccountEmail);
    this.serviceAccountMember = pulumi.interpolate`serviceAccount:${this.serviceAccountEmail}`;
    const { serviceAccountEmail, serviceAccountMember } = this;
    grantToJobs();
    const worker = access === "serviceAccountKey" ? createWorker() : undefined;
    this.workerMembers = worker ? [worker.member] : granteesIn(workers).map((member) => pulumi.output(member));
    this.workerRole = args.workerRole === undefined ? createRole().name : pulumi.output(args.workerRole);
    const role = this.workerRole;
    const grants = worker ? grantToWorker((ending = "") => named(`${name}-access${ending}`), worker.member) : [];
    grantEach(`${name}-worker`, workers, { property: "workers", refuse }, (member, child) =>
      grantToWorker(child, member),
    );
    this.credentials = worker && createBlock(createKey(worker));
    this.jobDefaults = {
      serviceAccountName: serviceAccountEmail,
      ...(region !== undefined && { region: region as pulumi.Input<string> }),
      ...(this.credentials && { credentials: this.credentials }),
    };
    const apiKeySecret = secretmanager.Secret.isInstance(args.apiKeySecret) ? args.apiKeySecret.id : args.apiKeySecret;
    if (apiKeySecret !== undefined) grantApiKey(apiKeySecret);
    this.jobConfiguration = keyFromSecret(apiKeySecret, connection);
    const { workerMembers, workerRole } = this;
    this.registerOutputs({ serviceAccountEmail, serviceAccountMember, workerMembers, workerRole });

    function refuseContradictions(): void {
      if (access === "runtime") {
        if (args.credentialsName !== undefined) {
          refuse('`access: "runtime"` makes no block; leave `credentialsName` out');
        }
        if (rotation !== undefined) refuse('`access: "runtime"` makes no key; leave `rotation` out');
      } else if (granteesIn(workers).length > 0) {
        refuse('`workers` belongs to `access: "runtime"`; write that, or leave it out');
      }
      if (args.serviceAccountEmail !== undefined && granteesIn(jobRoles).length > 0) {
        refuse("`jobRoles` is of a new account, and `serviceAccountEmail` is given; leave one of them out");
      }
    }

    function projectOfJobs(known: string | undefined): string {
      return known ?? refuse("there is no project; write `project`, or `gcp:project` in the stack's config");
    }

    function enableServices(): projects.Service[] {
      const needed = args.apiKeySecret === undefined ? runServices : [...runServices, secretService];
      return needed.map((service) => enableService(name, { project, service }, parent));
    }

    function createJobAccount(): serviceaccount.Account {
      const displayName = `${name} flows`.slice(0, 100);
      return new serviceaccount.Account(
        `${name}-job`,
        { project, accountId: stableName("job", name, 30), displayName },
        { parent, dependsOn: services, ignoreChanges: ["accountId"] },
      );
    }

    function grantToJobs(): void {
      const member = serviceAccountMember;
      grantEach(`${name}-job`, jobRoles, { property: "jobRoles", refuse }, (jobRole, child) => {
        const { name: childName, aliases } = child();
        return new projects.IAMMember(childName, { project, role: jobRole, member }, { parent, aliases });
      });
    }

    function grantApiKey(secret: pulumi.Input<string>): void {
      const parts = pulumi.output(secret).apply(secretParts);
      new secretmanager.SecretIamMember(
        `${name}-job-api-key`,
        {
          project: pulumi.all([parts, project]).apply(([own, ofJobs]) => own.project ?? ofJobs!),
          secretId: parts.secretId,
          role: "roles/secretmanager.secretAccessor",
          member: serviceAccountMember,
        },
        { parent, dependsOn: services },
      );
    }

    function createWorker(): serviceaccount.Account {
      const displayName = `${name} worker`.slice(0, 100);
      return new serviceaccount.Account(
        `${name}-worker`,
        { project, accountId: stableName("worker", name, 30), displayName },
        { parent, dependsOn: services, ignoreChanges: ["accountId"] },
      );
    }

    /** Google keeps the id of a role that was deleted for weeks. */
    function createRole(): projects.IAMCustomRole {
      const prefix = `syntask-${slugOf(name)}`.slice(0, 55).replaceAll("-", "_");
      const { value: roleId } = new UniqueName(`${name}-role-id`, { prefix }, { parent });
      return new projects.IAMCustomRole(
        `${name}-role`,
        {
          project,
          roleId,
          title: `Syntask worker ${name}`.slice(0, 100),
          description: "Makes, runs, watches and deletes jobs of Cloud Run",
          permissions: workerPermissions,
        },
        { parent, dependsOn: services, ignoreChanges: ["roleId"] },
      );
    }

    /** Jobs in the project, and only with the account of flows. */
    function grantToWorker(child: (ending?: string) => ChildName, member: pulumi.Input<string>): pulumi.Resource[] {
      const serviceAccountId = pulumi.interpolate`projects/${project}/serviceAccounts/${serviceAccountEmail}`;
      const [onJobs, onAccount] = [child(), child("-act-as")];
      return [
        new projects.IAMMember(onJobs.name, { project, role, member }, { parent, aliases: onJobs.aliases }),
        new serviceaccount.IAMMember(
          onAccount.name,
          { serviceAccountId, role: "roles/iam.serviceAccountUser", member },
          { parent, aliases: onAccount.aliases },
        ),
      ];
    }

    function createKey({ name: serviceAccountId }: serviceaccount.Account): serviceaccount.Key {
      const keepers = rotation === undefined ? undefined : { rotation };
      return new serviceaccount.Key(`${name}-key`, { serviceAccountId, keepers }, { parent });
    }

    function createBlock(key: serviceaccount.Key): GcpCredentials {
      return new GcpCredentials(
        `${name}-credentials`,
        {
          name: args.credentialsName ?? slugOf(name),
          serviceAccountInfo: keyInfo(key),
          project,
          adopt,
          connection,
        },
        { parent, dependsOn: grants },
      );
    }
  }
}

/** What workers of both types of pools call. */
const workerPermissions = [
  "run.executions.delete",
  "run.executions.get",
  "run.executions.list",
  "run.jobs.create",
  "run.jobs.delete",
  "run.jobs.get",
  "run.jobs.run",
];

/** A key comes as base64 of its JSON. */
const keyInfo = ({ privateKey }: serviceaccount.Key): pulumi.Output<Record<string, Json>> =>
  pulumi.secret(privateKey.apply((text) => JSON.parse(Buffer.from(text, "base64").toString()) as Record<string, Json>));
