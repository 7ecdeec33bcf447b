import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { EcsInfrastructure, EcsWorker, S3FlowStorage } from "pulumi-syntask/aws";

const config = new pulumi.Config();

// The cluster, the network, the roles and the log of flow runs, and the rights of the workers that start them.
const infrastructure = new EcsInfrastructure("ecs", { createCluster: true, createVpc: true, access: "runtime" });
const workPool = new syntask.WorkPool("ecs", { type: "ecs", jobDefaults: { ...infrastructure.jobDefaults } });

// The workers: a service, with a secret that it alone reads. The up waits until the server sees them.
const worker = new EcsWorker("ecs", {
  workPool,
  infrastructure,
  cluster: infrastructure.clusterName,
  subnets: infrastructure.subnetIds,
  assignPublicIp: true,
  apiUrl: config.get("workerApiUrl"),
});

// The bucket with the code, which flow runs read with their role.
const storage = new S3FlowStorage("ecs-flows", {
  source: "./flows",
  folder: "flows",
  access: "runtime",
  readers: [infrastructure.taskRoleName],
});

const report = new syntask.Deployment("ecs-report", { entrypoint: "report.py:report", storage, workPool });

export const pool = workPool.name;
export const deployment = report.id;
export const workerName = worker.workerName;
