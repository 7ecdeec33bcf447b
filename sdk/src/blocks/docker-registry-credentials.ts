import { flag, text } from "../provider/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Name to log in with. */
  username: text({ required: true }),
  /** Password or token; secret. */
  password: text({ required: true, secret: true }),
  /** Such as `registry.example.com`. */
  registryUrl: text({ required: true }),
  /** Whether a worker logs in anew for each run. @default true */
  reauth: flag({ default: true }),
};

/** The args of {@link DockerRegistryCredentials}. */
export type DockerRegistryCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "DockerRegistryCredentials",
  noun: "Docker registry credentials block",
  slug: "docker-registry-credentials",
  fields,
});

/**
 * A user of a container registry.
 */
export class DockerRegistryCredentials extends Base {}
