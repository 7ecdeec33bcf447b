export { KubernetesInfrastructure } from "./kubernetes-infrastructure.js";
export type { KubernetesInfrastructureArgs } from "./kubernetes-infrastructure-args.js";
export { KubernetesWorker } from "./kubernetes-worker.js";
export type { KubernetesWorkerArgs } from "./kubernetes-worker-args.js";
