import type { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import type { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { type ArgsOf, commonArgs, inTypeScript, text } from "../provider/component-args.js";
import { faultOfName } from "./names.js";

const own = {
  /** Namespace of the jobs that exists, by its name or, in TypeScript, as a resource. @default a new one */
  namespace: text({ check: faultOfName, sugar: inTypeScript<Namespace>() }),
  /** Name of a service account of the namespace that exists, which flows run with. @default a new one, which has no rights */
  serviceAccountName: text({ check: faultOfName }),
  /** API key that flows use, for a new Secret; secret. @default that of the connection */
  apiKey: text({ secret: true }),
  /**
   * Secret of the namespace that exists and has the API key that flows use as `SYNTASK_API_KEY`, or `PREFECT_API_KEY` in that dialect:
   * its name or, in TypeScript, the resource.
   * @default a new one with `apiKey`
   */
  apiKeySecret: text({ check: faultOfName, sugar: inTypeScript<Secret>() }),
};

export const kubernetesInfrastructureArgs: Pick<typeof commonArgs, "connection"> & typeof own = {
  connection: commonArgs.connection,
  ...own,
};

/** The args of {@link KubernetesInfrastructure}. */
export interface KubernetesInfrastructureArgs extends ArgsOf<typeof kubernetesInfrastructureArgs> {}
