import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";
import { anyOf, text } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

type ServiceAccountKey = Record<string, Json>;

const fields = {
  /** Key of the service account, as an object or as its JSON text; secret. @default none */
  serviceAccountInfo: anyOf<ServiceAccountKey, pulumi.Input<string | Record<string, pulumi.Input<Json>>>>()({
    secret: true,
  }),
  /** Path of a service account key file on the worker's disk. @default none */
  serviceAccountFile: text(),
  /** Google Cloud project that the worker uses. @default the service account's */
  project: text(),
};

/** The args of {@link GcpCredentials}. */
export type GcpCredentialsArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "GcpCredentials",
  noun: "GCP credentials block",
  slug: "gcp-credentials",
  fields,
  check({ serviceAccountInfo, serviceAccountFile }, failures) {
    if (serviceAccountInfo !== undefined && serviceAccountFile !== undefined) {
      failures.add("serviceAccountFile", "is given beside `serviceAccountInfo`; write one of them");
    }
  },
});

/**
 * Google Cloud credentials: a service account key. Without any field the worker uses its own identity.
 */
export class GcpCredentials extends Base {
  constructor(name: string, args: GcpCredentialsArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(name, { ...args, serviceAccountInfo: asObject(name, args.serviceAccountInfo) }, opts);
  }
}

/** A text in the block breaks the worker. Source: `docs/server-rules.md`, "Credentials in pull steps". */
function asObject(
  name: string,
  info: GcpCredentialsArgs["serviceAccountInfo"],
): pulumi.Output<ServiceAccountKey> | undefined {
  if (info === undefined) return undefined;
  return pulumi.secret(info).apply((known) => {
    if (typeof known !== "string") return known as ServiceAccountKey;
    try {
      return JSON.parse(known) as ServiceAccountKey;
    } catch {
      throw new pulumi.RunError(
        `GcpCredentials "${name}": \`serviceAccountInfo\` is not JSON; give the key of a service account as Google's console downloads it.`,
      );
    }
  });
}
