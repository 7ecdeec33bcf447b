export type { ImageBuildArgs } from "../image/image-args.js";
export { DockerFlowStorage } from "./docker-flow-storage.js";
export type { DockerFlowStorageArgs, DockerRegistryArgs } from "./docker-flow-storage-args.js";
