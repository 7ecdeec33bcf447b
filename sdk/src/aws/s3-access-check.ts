import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { documentBehind } from "../blocks/block-document.js";
import type { Json, OperationContext, ProviderInputs } from "../engine/definition.js";
import { defineEffect } from "../engine/effect.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { faultOfBucketName } from "./bucket-name.js";
import { readAsWorker } from "./s3-reader.js";
import type { S3Settings } from "./s3-settings.js";

/** @internal */
export interface S3AccessCheckArgs extends CommonArgs {
  bucket: pulumi.Input<string>;
  /** With a slash at its end, or `""`. */
  folder: pulumi.Input<string>;
  /** Id of the key that a worker uses. */
  accessKeyId?: pulumi.Input<string | undefined>;
  /** Secret. */
  secretAccessKey?: pulumi.Input<string | undefined>;
  /** Secret. */
  sessionToken?: pulumi.Input<string | undefined>;
  /** Placeholder of the block that holds the key, where the program does not know it. */
  credentials?: pulumi.Input<string>;
  region?: pulumi.Input<string | undefined>;
  /** URL of the store, when it is not AWS. */
  endpoint?: pulumi.Input<string | undefined>;
  pathStyle?: pulumi.Input<boolean | undefined>;
}

/**
 * A folder of a bucket that was verified: making or changing it reads one object with a worker's key.
 *
 * @internal
 */
export class S3AccessCheck extends SyntaskResource {
  constructor(name: string, args: S3AccessCheckArgs, opts?: pulumi.CustomResourceOptions) {
    super(S3AccessCheck.definition, name, { ...args }, opts);
  }

  /** @internal */
  static override readonly definition = defineEffect<S3AccessCheckInputs>({
    kind: "S3AccessCheck",
    formerKinds: ["S3Folder"],
    noun: "S3 folder",
    label: ({ bucket, folder }) => `s3://${bucket ?? "…"}/${folder ?? ""}`,
    properties: [
      "bucket",
      "folder",
      "accessKeyId",
      "secretAccessKey",
      "sessionToken",
      "credentials",
      "region",
      "endpoint",
      "pathStyle",
    ],
    secrets: ["secretAccessKey", "sessionToken"],
    defaults: {
      accessKeyId: null,
      secretAccessKey: null,
      sessionToken: null,
      credentials: null,
      region: null,
      endpoint: null,
      pathStyle: null,
    },

    check({ bucket }, failures) {
      const fault = bucket === undefined ? undefined : faultOfBucketName(bucket);
      if (fault) failures.add("bucket", fault);
    },

    idOf: (_, { bucket, folder }) => `${bucket}/${folder}`,
    apply: (client, inputs, { olds, say }) =>
      verify(client, inputs, { say }).catch((error: Error) => {
        throw isRotated(inputs, olds) ? new Error(error.message + afterRotation, { cause: error }) : error;
      }),
  });
}

interface S3AccessCheckInputs extends ProviderInputs {
  bucket: string;
  folder: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  sessionToken?: string;
  credentials?: string;
  region?: string;
  endpoint?: string;
  pathStyle?: boolean;
}

const isRotated = ({ accessKeyId }: S3AccessCheckInputs, olds: Partial<S3AccessCheckInputs> = {}): boolean =>
  olds.accessKeyId !== undefined && accessKeyId !== undefined && olds.accessKeyId !== accessKeyId;

const afterRotation =
  "; the block has the key of before, which is still good: run it again with this `rotation` or with the one before, as AWS gives a user no third key";

/** IAM mostly needs some seconds until a new key is known everywhere. */
const patienceWithKey = 90;
/** A key that is in a block already is not new. */
const patienceWithBlock = 15;

async function verify(
  client: Client,
  { bucket, folder, credentials, ...inputs }: S3AccessCheckInputs,
  context: OperationContext,
): Promise<void> {
  const { region, endpoint, pathStyle } = inputs;
  const place = { bucket, folder };
  if (inputs.accessKeyId) {
    const { accessKeyId, secretAccessKey, sessionToken } = inputs;
    const key = { accessKeyId, secretAccessKey, sessionToken };
    return readAsWorker(place, { region, endpoint, pathStyle, ...key }, context, patienceWithKey);
  }
  const settings = credentials ? await settingsInBlock(client, credentials) : {};
  if (!settings.accessKeyId) {
    return context.say(`is not verified: ${credentials ?? "the block"} holds no key but a profile of the worker`);
  }
  await readAsWorker(place, { region, endpoint, pathStyle, ...settings }, context, patienceWithBlock);
}

async function settingsInBlock(client: Client, placeholder: string): Promise<S3Settings> {
  const document = await documentBehind(client, placeholder);
  const { aws_client_parameters: parameters, ...data } = document.data as Record<string, any>;
  return withoutUndefined({
    accessKeyId: data.aws_access_key_id ?? data.minio_root_user,
    secretAccessKey: data.aws_secret_access_key ?? data.minio_root_password,
    sessionToken: data.aws_session_token,
    region: data.region_name,
    endpoint: parameters?.endpoint_url,
    pathStyle: parameters?.config?.s3?.addressing_style === "path" || undefined,
  });
}

const withoutUndefined = (settings: Record<string, Json | undefined>): S3Settings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== null));
