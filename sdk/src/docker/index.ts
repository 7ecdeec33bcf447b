export type { ImageBuildArgs } from "../image/image-args.js";
export { DockerFlowStorage } from "./docker-flow-storage.js";
export type { DockerFlowStorageArgs, DockerRegistryArgs } from "./docker-flow-storage-args.js";
export { DockerWorker } from "./docker-worker.js";
export type { DockerWorkerArgs } from "./docker-worker-args.js";
