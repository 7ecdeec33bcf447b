import { flag, text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** User name for the login. */
  username: text({ required: true }),
  /** Password or access token; secret. */
  password: text({ required: true, secret: true }),
  /** URL of the registry, such as `registry.example.com`. */
  registryUrl: text({ required: true }),
  /** Whether a worker reauthenticates for each run. @default true */
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
 * Docker registry credentials, with which workers of `docker` pools pull images.
 */
export class DockerRegistryCredentials extends Base {}
