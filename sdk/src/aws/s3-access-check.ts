import type { Client } from "../api/client.js";
import { documentBehind } from "../blocks/block-document.js";
import type { Json, OperationContext } from "../engine/definition.js";
import { defineEffect } from "../engine/effect.js";
import { flag, type InputsOf, text } from "../engine/field.js";
import { type InnerArgsOf, type InnerClass, innerResource } from "../provider/define-resource.js";
import { faultOfBucketName } from "./bucket-name.js";
import { readAsWorker } from "./s3-reader.js";
import type { S3Settings } from "./s3-settings.js";

const fields = {
  bucket: text({
    required: true,
    check(_, bucket, failures) {
      const fault = faultOfBucketName(bucket);
      if (fault) failures.add("bucket", fault);
    },
  }),
  /** With a slash at its end, or `""`. */
  folder: text({ required: true }),
  /** Id of the key that a worker uses. */
  accessKeyId: text({ default: null }),
  secretAccessKey: text({ default: null, secret: true }),
  sessionToken: text({ default: null, secret: true }),
  /** Placeholder of the block that holds the key, where the program does not know it. */
  credentials: text({ default: null }),
  region: text({ default: null }),
  /** URL of the store, when it is not AWS. */
  endpoint: text({ default: null }),
  pathStyle: flag({ default: null }),
};

/** @internal */
export type S3AccessCheckArgs = InnerArgsOf<typeof fields>;
type Inputs = InputsOf<typeof fields>;

const Base: InnerClass<typeof fields> = innerResource(
  defineEffect(fields, {
    kind: "S3AccessCheck",
    formerKinds: ["S3Folder"],
    noun: "S3 folder",
    label: ({ bucket, folder }) => `s3://${bucket ?? "…"}/${folder ?? ""}`,
    idOf: (_, { bucket, folder }) => `${bucket}/${folder}`,
    apply: (client, inputs, { olds, say }) =>
      verify(client, inputs, { say }).catch((error: Error) => {
        throw isRotated(inputs, olds) ? new Error(error.message + afterRotation, { cause: error }) : error;
      }),
  }),
);

/**
 * A folder of a bucket that was verified: making or changing it reads one object with a worker's key.
 *
 * @internal
 */
export class S3AccessCheck extends Base {}

const isRotated = ({ accessKeyId }: Inputs, olds: Partial<Inputs> = {}): boolean =>
  olds.accessKeyId !== undefined && accessKeyId !== undefined && olds.accessKeyId !== accessKeyId;

const afterRotation =
  "; the block has the key of before, which is still good: run it again with this `rotation` or with the one before, as AWS gives a user no third key";

/** IAM mostly needs some seconds until a new key is known everywhere. */
const patienceWithKey = 90;
/** A key that is in a block already is not new. */
const patienceWithBlock = 15;

async function verify(
  client: Client,
  { bucket, folder, credentials, ...inputs }: Inputs,
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
