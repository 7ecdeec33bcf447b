import * as pulumi from "@pulumi/pulumi";
import type { Json, ProviderInputs } from "../provider/definition.js";
import type { CommonArgs } from "../provider/resource.js";
import { BlockResource } from "./block-resource.js";
import { defineTypedBlock } from "./typed-block.js";

export interface GcpCredentialsArgs extends CommonArgs {
  /**
   * Unique among blocks of this type: lowercase letters, digits and dashes. A change replaces the block.
   * @default the resource's name
   */
  name?: pulumi.Input<string>;
  /** Key of the service account, as an object or as its JSON text; secret. @default none */
  serviceAccountInfo?: pulumi.Input<string | Record<string, pulumi.Input<Json>>>;
  /** Path of a key on the worker's disk. @default none */
  serviceAccountFile?: pulumi.Input<string>;
  /** @default the service account's */
  project?: pulumi.Input<string>;
}

/**
 * A service account of Google Cloud. Without any field the worker uses its own identity.
 */
export class GcpCredentials extends BlockResource {
  declare readonly serviceAccountInfo: pulumi.Output<Record<string, Json> | undefined>;
  declare readonly serviceAccountFile: pulumi.Output<string | undefined>;
  declare readonly project: pulumi.Output<string | undefined>;

  constructor(name: string, args: GcpCredentialsArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(
      GcpCredentials.definition,
      name,
      "gcp-credentials",
      { ...args, name: args.name ?? name, serviceAccountInfo: asObject(name, args.serviceAccountInfo) },
      opts,
    );
  }

  /** @internal */
  static readonly definition = defineTypedBlock<GcpCredentialsInputs>({
    kind: "GcpCredentials",
    noun: "GCP credentials block",
    slug: "gcp-credentials",
    fields: {
      serviceAccountInfo: { secret: true },
      serviceAccountFile: {},
      project: {},
    },
    check({ serviceAccountInfo, serviceAccountFile }, problems) {
      if (serviceAccountInfo !== undefined && serviceAccountFile !== undefined) {
        problems.add("serviceAccountFile", "is given beside `serviceAccountInfo`; write one of them");
      }
    },
  });
}

interface GcpCredentialsInputs extends ProviderInputs {
  name: string;
  serviceAccountInfo?: Record<string, Json>;
  serviceAccountFile?: string;
  project?: string;
}

/** A text in the block breaks the worker. Source: `syntask/flow-storage.md`, section 4. */
function asObject(name: string, info: GcpCredentialsArgs["serviceAccountInfo"]): pulumi.Output<unknown> | undefined {
  if (info === undefined) return undefined;
  return pulumi.secret(info).apply((known) => {
    if (typeof known !== "string") return known;
    try {
      return JSON.parse(known) as Record<string, Json>;
    } catch {
      throw new pulumi.RunError(
        `GcpCredentials "${name}": \`serviceAccountInfo\` is not JSON; give the key of a service account as Google's console downloads it.`,
      );
    }
  });
}
