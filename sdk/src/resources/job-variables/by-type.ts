// Written by scripts/generate-job-variables.mjs from running servers, the oldest and the newest.
import type * as pulumi from "@pulumi/pulumi";
import type { BlockResource } from "../../blocks/block-resource.js";
import type { Json } from "../../engine/definition.js";
import type { Memory, Processors } from "./quantity.js";

/** Variables that the job templates of all types have. */
export interface CommonJobVariables {
  /** Name given to infrastructure created by a worker. */
  name?: pulumi.Input<string>;
  /** Environment variables to set when starting a flow run. */
  env?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Labels applied to infrastructure created by a worker. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The command to use when starting a flow run. */
  command?: pulumi.Input<string>;
}

/** Variables of the job template of `azure-container-instance` pools. */
export interface AzureContainerInstanceJobVariables extends CommonJobVariables {
  /** The image to use for the Syntask container in the task. */
  image?: pulumi.Input<string>;
  /** The name of the Azure Resource Group in which to run Syntask ACI tasks. */
  resourceGroupName?: pulumi.Input<string>;
  /** The ID of the Azure subscription to create containers under. */
  subscriptionId?: pulumi.Input<string>;
  /** A list of user-assigned identities to associate with the container group. */
  identities?: pulumi.Input<pulumi.Input<string>[]>;
  /** The entrypoint of the container you wish you run. */
  entrypoint?: pulumi.Input<string>;
  /** To use any private container registry with a username and password, choose DockerRegistry. */
  imageRegistry?:
    | BlockResource
    | pulumi.Input<Record<string, pulumi.Input<Json>>>
    | pulumi.Input<{ registry_url: pulumi.Input<string>; identity: pulumi.Input<string> }>;
  /** The number of virtual CPUs to assign to the task container. A number counts vCPUs. @default 1 */
  cpu?: pulumi.Input<number | Processors>;
  /** The number of GPUs to assign to the task container. */
  gpuCount?: pulumi.Input<number>;
  /** The Azure GPU SKU to use. */
  gpuSku?: pulumi.Input<string>;
  /** The amount of memory in gigabytes to provide to the ACI task. A number counts GiB. @default 1 */
  memory?: pulumi.Input<number | Memory>;
  /** A list of subnet IDs to associate with the container group. */
  subnetIds?: pulumi.Input<pulumi.Input<string>[]>;
  /** A list of DNS servers to associate with the container group. */
  dnsServers?: pulumi.Input<pulumi.Input<string>[]>;
  /** The credentials to use to authenticate with Azure. */
  aciCredentials?: BlockResource | pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** If `True`, logs will be streamed from the Syntask container to the local console. @default false */
  streamOutput?: pulumi.Input<boolean>;
  /** The amount of time to watch for the start of the ACI container. before marking it as failed. @default 240 */
  taskStartTimeoutSeconds?: pulumi.Input<number>;
  /** The number of seconds to wait between Azure API calls while monitoring the state of an Azure Container Instances task. @default 5 */
  taskWatchPollInterval?: pulumi.Input<number>;
}

/** Variables of the job template of `cloud-run` pools. */
export interface CloudRunJobVariables extends CommonJobVariables {
  /** The region where the Cloud Run Job resides. @default "us-central1" */
  region?: pulumi.Input<string>;
  /** The GCP Credentials used to initiate the Cloud Run Job. */
  credentials?: BlockResource | pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** The image to use for a new Cloud Run Job. */
  image?: pulumi.Input<string>;
  /** The amount of compute allocated to the Cloud Run Job. (1000m = 1 CPU). Whole vCPUs; a text of its own is like `1000m`. */
  cpu?: pulumi.Input<string | Processors>;
  /** The amount of memory allocated to the Cloud Run Job. A text of its own is like `512Mi`. */
  memory?: pulumi.Input<string | Memory>;
  /** The name of the VPC connector to use for the Cloud Run Job. */
  vpcConnectorName?: pulumi.Input<string>;
  /** The name of the service account to use for the task execution of Cloud Run Job. */
  serviceAccountName?: pulumi.Input<string>;
  /** Keep the completed Cloud Run Job after it has run. @default false */
  keepJob?: pulumi.Input<boolean>;
  /** The length of time that Syntask will wait for Cloud Run Job state changes. Seconds, at most 3600. @default 600 */
  timeout?: pulumi.Input<number>;
}

/** Variables of the job template of `cloud-run-v2` pools. */
export interface CloudRunV2JobVariables extends CommonJobVariables {
  /** The GCP Credentials used to connect to Cloud Run. */
  credentials?: BlockResource | pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** The region in which to run the Cloud Run job @default "us-central1" */
  region?: pulumi.Input<string>;
  /** The image to use for the Cloud Run job. */
  image?: pulumi.Input<string>;
  /** The arguments to pass to the Cloud Run Job V2's entrypoint command. */
  args?: pulumi.Input<pulumi.Input<string>[]>;
  /** Keep the completed Cloud run job on Google Cloud Platform. @default false */
  keepJob?: pulumi.Input<boolean>;
  /** The launch stage of the Cloud Run Job V2. @default "BETA" */
  launchStage?: pulumi.Input<
    "ALPHA" | "BETA" | "GA" | "DEPRECATED" | "EARLY_ACCESS" | "PRELAUNCH" | "UNIMPLEMENTED" | "LAUNCH_TAG_UNSPECIFIED"
  >;
  /** The number of times to retry the Cloud Run job. @default 0 */
  maxRetries?: pulumi.Input<number>;
  /** The CPU to allocate to the Cloud Run job. A text of its own is like `1000m`. @default "1000m" */
  cpu?: pulumi.Input<string | Processors>;
  /** The memory to allocate to the Cloud Run job along with the units, whichcould be: G, Gi, M, Mi. A text of its own is like `512Mi`. @default "512Mi" */
  memory?: pulumi.Input<string | Memory>;
  /** The length of time that Syntask will wait for a Cloud Run Job to complete before raising an exception (maximum of 604800 seconds, 7 days). Seconds, at most 86400 by older job templates. @default 600 */
  timeout?: pulumi.Input<number>;
  /** The name of the VPC connector to use for the Cloud Run job. */
  vpcConnectorName?: pulumi.Input<string>;
  /** The name of the service account to use for the task execution of Cloud Run Job. */
  serviceAccountName?: pulumi.Input<string>;
}

/** Variables of the job template of `docker` pools. */
export interface DockerJobVariables extends CommonJobVariables {
  /** The image reference of a container image to use for created jobs. */
  image?: pulumi.Input<string>;
  /** Credentials for logging into a Docker registry to pull images from. */
  registryCredentials?: BlockResource | pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** The image pull policy to use when pulling images. Older job templates, such as that of Prefect 3.0.8, lack `IfPossible`. */
  imagePullPolicy?: pulumi.Input<"IfNotPresent" | "Always" | "Never" | "IfPossible">;
  /** Docker networks that created containers should be connected to. */
  networks?: pulumi.Input<pulumi.Input<string>[]>;
  /** The network mode for the created containers (e.g. host, bridge). */
  networkMode?: pulumi.Input<string>;
  /** If set, containers will be deleted on completion. @default false */
  autoRemove?: pulumi.Input<boolean>;
  /** A list of volume to mount into created containers. */
  volumes?: pulumi.Input<pulumi.Input<string>[]>;
  /** If set, the output from created containers will be streamed to local standard output. @default true */
  streamOutput?: pulumi.Input<boolean>;
  /** Memory limit of created containers. A text of its own is like `512m`. */
  memLimit?: pulumi.Input<string | Memory>;
  /** Total memory (memory + swap), -1 to disable swap. A text of its own is like `512m`. */
  memswapLimit?: pulumi.Input<string | Memory>;
  /** Give extended privileges to created container. @default false */
  privileged?: pulumi.Input<boolean>;
  /** Maximum number of seconds the worker waits for a created container to exit. Older job templates, such as that of Prefect 3.0.8, lack it. */
  containerWaitTimeout?: pulumi.Input<number>;
}

/** Variables of the job template of `ecs` pools. */
export interface EcsJobVariables extends CommonJobVariables {
  /** An identifier for an existing task definition to use. */
  taskDefinitionArn?: pulumi.Input<string>;
  /** The AWS credentials to use to connect to ECS. */
  awsCredentials?: BlockResource | pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** The ECS cluster to run the task in. */
  cluster?: pulumi.Input<string>;
  /** A family for the task definition. */
  family?: pulumi.Input<string>;
  /** The type of ECS task run infrastructure that should be used. @default "FARGATE" */
  launchType?: pulumi.Input<"FARGATE" | "EC2" | "EXTERNAL" | "FARGATE_SPOT">;
  /** The capacity provider strategy to use when running the task. */
  capacityProviderStrategy?: pulumi.Input<
    pulumi.Input<{ capacityProvider: pulumi.Input<string>; weight: pulumi.Input<number>; base: pulumi.Input<number> }>[]
  >;
  /** The image to use for the Syntask container in the task. */
  image?: pulumi.Input<string>;
  /** The amount of CPU to provide to the ECS task. A number counts CPU units, 1024 of which are one vCPU. */
  cpu?: pulumi.Input<number | Processors>;
  /** The amount of memory to provide to the ECS task. A number counts MiB. */
  memory?: pulumi.Input<number | Memory>;
  /** The name of the container flow run orchestration will occur in. */
  containerName?: pulumi.Input<string>;
  /** A role to attach to the task run. */
  taskRoleArn?: pulumi.Input<string>;
  /** An execution role to use for the task. */
  executionRoleArn?: pulumi.Input<string>;
  /** The AWS VPC to link the task run to. */
  vpcId?: pulumi.Input<string>;
  /** If enabled, the Syntask container will be configured to send its output to the AWS CloudWatch logs service. */
  configureCloudwatchLogs?: pulumi.Input<boolean>;
  /** When `configure_cloudwatch_logs` is enabled, this setting may be used to pass additional options to the CloudWatch logs configuration or override the default options. */
  cloudwatchLogsOptions?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** When `configure_cloudwatch_logs` is enabled, this setting may be used to set a prefix for the log group. */
  cloudwatchLogsPrefix?: pulumi.Input<string>;
  /** When `network_configuration` is supplied it will override ECS Worker'sawsvpcConfiguration that defined in the ECS task executing your workload. */
  networkConfiguration?: pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** If enabled, logs will be streamed from the Syntask container to the local console. */
  streamOutput?: pulumi.Input<boolean>;
  /** The amount of time to watch for the start of the ECS task before marking it as failed. Seconds. @default 300 */
  taskStartTimeoutSeconds?: pulumi.Input<number>;
  /** The amount of time to wait between AWS API calls while monitoring the state of an ECS task. Seconds. @default 5 */
  taskWatchPollInterval?: pulumi.Input<number>;
  /** If enabled, any task definitions that are created by this block will be deregistered. @default false */
  autoDeregisterTaskDefinition?: pulumi.Input<boolean>;
  /** If enabled, the most recent active revision in the task definition family will be compared against the desired ECS task configuration. @default false */
  matchLatestRevisionInFamily?: pulumi.Input<boolean>;
}

/** Variables of the job template of `kubernetes` pools. */
export interface KubernetesJobVariables extends CommonJobVariables {
  /** The Kubernetes namespace to create jobs within. @default "default" */
  namespace?: pulumi.Input<string>;
  /** The image reference of a container image to use for created jobs. */
  image?: pulumi.Input<string>;
  /** The Kubernetes service account to use for job creation. */
  serviceAccountName?: pulumi.Input<string>;
  /** The Kubernetes image pull policy to use for job containers. @default "IfNotPresent" */
  imagePullPolicy?: pulumi.Input<"IfNotPresent" | "Always" | "Never">;
  /** The number of seconds to retain jobs after completion. Seconds. */
  finishedJobTtl?: pulumi.Input<number>;
  /** Number of seconds to wait for each event emitted by a job before timing out. */
  jobWatchTimeoutSeconds?: pulumi.Input<number>;
  /** Number of seconds to watch for pod creation before timing out. @default 60 */
  podWatchTimeoutSeconds?: pulumi.Input<number>;
  /** If set, output will be streamed from the job to local standard output. @default true */
  streamOutput?: pulumi.Input<boolean>;
  /** The Kubernetes cluster config to use for job creation. */
  clusterConfig?: BlockResource | pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** The CPU resource request for the Kubernetes job container. A text of its own is like `500m`. Older job templates, such as that of Prefect 3.0.8, lack it. */
  cpuRequest?: pulumi.Input<string | Processors>;
  /** The CPU resource limit for the Kubernetes job container. A text of its own is like `500m`. Older job templates, such as that of Prefect 3.0.8, lack it. */
  cpuLimit?: pulumi.Input<string | Processors>;
  /** The memory resource request for the Kubernetes job container. A text of its own is like `512Mi`. Older job templates, such as that of Prefect 3.0.8, lack it. */
  memoryRequest?: pulumi.Input<string | Memory>;
  /** The memory resource limit for the Kubernetes job container. A text of its own is like `512Mi`. Older job templates, such as that of Prefect 3.0.8, lack it. */
  memoryLimit?: pulumi.Input<string | Memory>;
}

/** Variables of the job template of `process` pools. */
export interface ProcessJobVariables extends CommonJobVariables {
  /** If enabled, workers will stream output from flow run processes to local standard output. @default true */
  streamOutput?: pulumi.Input<boolean>;
  /** If provided, workers will open flow run processes within the specified path as the working directory. */
  workingDir?: pulumi.Input<string>;
}

/** Variables of the job template of `vertex-ai` pools. */
export interface VertexAiJobVariables extends CommonJobVariables {
  /** The region where the Vertex AI Job resides. */
  region?: pulumi.Input<string>;
  /** The URI of a container image in the Container or Artifact Registry, used to run your Vertex AI Job. */
  image?: pulumi.Input<string>;
  /** The GCP Credentials used to initiate the Vertex AI Job. */
  credentials?: BlockResource | pulumi.Input<Record<string, pulumi.Input<Json>>>;
  /** The machine type to use for the run, which controls the available CPU and memory. @default "n1-standard-4" */
  machineType?: pulumi.Input<string>;
  /** The type of accelerator to attach to the machine. */
  acceleratorType?: pulumi.Input<string>;
  /** The number of accelerators to attach to the machine. */
  acceleratorCount?: pulumi.Input<number>;
  /** The type of boot disk to attach to the machine. @default "pd-ssd" */
  bootDiskType?: pulumi.Input<string>;
  /** The size of the boot disk to attach to the machine, in gigabytes. GB. @default 100 */
  bootDiskSizeGb?: pulumi.Input<number>;
  /** The maximum job running time, in hours Hours. @default 1 */
  maximumRunTimeHours?: pulumi.Input<number>;
  /** The full name of the Compute Engine networkto which the Job should be peered. */
  network?: pulumi.Input<string>;
  /** A list of names for the reserved ip ranges under the VPC network that can be used for this job. */
  reservedIpRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /** Specifies the service account to use as the run-as account in Vertex AI. */
  serviceAccountName?: pulumi.Input<string>;
  /** The amount of time to wait between GCP API calls while monitoring the state of a Vertex AI Job. Seconds. @default 5 */
  jobWatchPollInterval?: pulumi.Input<number>;
}

/** The variables of each type's job template. */
export interface JobVariablesByType {
  /** Of pools of type `azure-container-instance`. */
  "azure-container-instance": AzureContainerInstanceJobVariables;
  /** Of pools of type `cloud-run`. */
  "cloud-run": CloudRunJobVariables;
  /** Of pools of type `cloud-run-v2`. */
  "cloud-run-v2": CloudRunV2JobVariables;
  /** Of pools of type `docker`. */
  docker: DockerJobVariables;
  /** Of pools of type `ecs`. */
  ecs: EcsJobVariables;
  /** Of pools of type `kubernetes`. */
  kubernetes: KubernetesJobVariables;
  /** Of pools of type `process`. */
  process: ProcessJobVariables;
  /** Of pools of type `vertex-ai`. */
  "vertex-ai": VertexAiJobVariables;
}

/** Names that the server has for them, where they are more than one word. */
export const jobVariableNames: readonly string[] = [
  "accelerator_count",
  "accelerator_type",
  "aci_credentials",
  "auto_deregister_task_definition",
  "auto_remove",
  "aws_credentials",
  "boot_disk_size_gb",
  "boot_disk_type",
  "capacity_provider_strategy",
  "cloudwatch_logs_options",
  "cloudwatch_logs_prefix",
  "cluster_config",
  "configure_cloudwatch_logs",
  "container_name",
  "container_wait_timeout",
  "cpu_limit",
  "cpu_request",
  "dns_servers",
  "execution_role_arn",
  "finished_job_ttl",
  "gpu_count",
  "gpu_sku",
  "image_pull_policy",
  "image_registry",
  "job_watch_poll_interval",
  "job_watch_timeout_seconds",
  "keep_job",
  "launch_stage",
  "launch_type",
  "machine_type",
  "match_latest_revision_in_family",
  "max_retries",
  "maximum_run_time_hours",
  "mem_limit",
  "memory_limit",
  "memory_request",
  "memswap_limit",
  "network_configuration",
  "network_mode",
  "pod_watch_timeout_seconds",
  "registry_credentials",
  "reserved_ip_ranges",
  "resource_group_name",
  "service_account_name",
  "stream_output",
  "subnet_ids",
  "subscription_id",
  "task_definition_arn",
  "task_role_arn",
  "task_start_timeout_seconds",
  "task_watch_poll_interval",
  "vpc_connector_name",
  "vpc_id",
  "working_dir",
];
