import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { KubernetesInfrastructure, KubernetesWorker } from "pulumi-syntask/kubernetes";

const config = new pulumi.Config();

// A namespace, the account and the Secret of flow runs, and the rights of the workers that start them.
const infrastructure = new KubernetesInfrastructure("flows");
const workPool = new syntask.WorkPool("kubernetes", {
  type: "kubernetes",
  jobDefaults: infrastructure.jobDefaults,
  jobConfiguration: infrastructure.jobConfiguration,
});

// The workers: a Deployment, with a Secret of its own. The up waits until the server sees them.
const worker = new KubernetesWorker("kubernetes", {
  workPool,
  infrastructure,
  namespace: infrastructure.namespace,
  apiUrl: config.get("workerApiUrl"),
});

// The code, which each job clones.
const storage = new syntask.GitFlowStorage("flows", { repository: config.require("repository"), branch: "main" });

const report = new syntask.Deployment("kubernetes-report", {
  entrypoint: "report.py:report",
  flow: "report",
  storage,
  workPool,
  schedules: [{ cron: "0 6 * * *", timezone: "Europe/Berlin" }],
});

export const pool = workPool.name;
export const deployment = report.id;
export const workerName = worker.workerName;
