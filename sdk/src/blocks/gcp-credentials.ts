import type * as pulumi from "@pulumi/pulumi";
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

  /** A text in the block breaks the worker. Source: `docs/server-rules.md`, "Credentials in pull steps". */
  normalize: ({ serviceAccountInfo, ...inputs }, values, { attempt }) => ({
    ...inputs,
    serviceAccountInfo:
      serviceAccountInfo && values.apply([serviceAccountInfo], (info) => attempt(() => asObject(info))),
  }),

  check({ serviceAccountInfo, serviceAccountFile }, failures) {
    if (serviceAccountInfo !== undefined && serviceAccountFile !== undefined) {
      failures.add("serviceAccountFile", "is given beside `serviceAccountInfo`; write one of them");
    }
  },
});

/**
 * Google Cloud credentials: a service account key. Without any field the worker uses its own identity.
 */
export class GcpCredentials extends Base {}

function asObject(info: string | ServiceAccountKey): ServiceAccountKey {
  if (typeof info !== "string") return info;
  try {
    return JSON.parse(info) as ServiceAccountKey;
  } catch {
    throw new Error(
      "`serviceAccountInfo` is not JSON; give the key of a service account as Google's console downloads it.",
    );
  }
}
