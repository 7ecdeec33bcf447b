import type { Client } from "../api/client.js";
import { documentBehind } from "../blocks/block-document.js";
import type { Json, OperationContext } from "../engine/definition.js";
import { defineEffect } from "../engine/effect.js";
import { anyOf, type InputsOf, text } from "../engine/field.js";
import { type InnerArgsOf, type InnerClass, innerResource } from "../provider/define-resource.js";
import { faultOfBucketName } from "./bucket-name.js";
import { keyClient } from "./gcs-client.js";
import { readAsWorker } from "./gcs-reader.js";
import { faultOfKey, projectOf, type ServiceAccountKey } from "./service-account-key.js";

const fields = {
  bucket: text({ required: true }),
  /** With a slash at its end, or `""`. */
  folder: text({ required: true }),
  /** The key that a worker uses. */
  serviceAccountInfo: anyOf<Record<string, Json>>()({ default: null, secret: true }),
  /** Placeholder of the block that holds the key, where the program does not know it. */
  credentials: text({ default: null }),
  /** Base of the storage API, when it is not Google's. */
  endpoint: text({ default: null }),
};

/** @internal */
export type GcsAccessCheckArgs = InnerArgsOf<typeof fields>;
type Inputs = InputsOf<typeof fields>;

const Base: InnerClass<typeof fields> = innerResource(
  defineEffect(fields, {
    kind: "GcsAccessCheck",
    formerKinds: ["GcsFolder"],
    noun: "Google Cloud Storage folder",
    label: ({ bucket, folder }) => `gs://${bucket ?? "…"}/${folder ?? ""}`,

    check({ bucket, serviceAccountInfo }, failures) {
      const fault = bucket === undefined ? undefined : faultOfBucketName(bucket);
      if (fault) failures.add("bucket", fault);
      // A secret that is empty arrives as null.
      const keyFault = serviceAccountInfo ? faultOfKey(serviceAccountInfo) : undefined;
      if (keyFault) failures.add("credentials", `${keyFault}; give the key of a service account`);
    },

    idOf: (_, { bucket, folder }) => `${bucket}/${folder}`,
    apply: verify,
  }),
);

/**
 * A folder of a bucket that was verified: making or changing it reads one object with a worker's key.
 *
 * @internal
 */
export class GcsAccessCheck extends Base {}

async function verify(client: Client, inputs: Inputs, context: OperationContext): Promise<void> {
  const { bucket, folder, serviceAccountInfo, credentials, endpoint } = inputs;
  const key = serviceAccountInfo ?? (await keyInBlock(client, credentials!));
  if (key === undefined) return context.say(`is not verified: ${credentials} holds no key but a file of the worker`);
  const fault = faultOfKey(key);
  if (fault)
    throw new Error(`the key in ${credentials ?? "`credentials`"} ${fault}; give the key of a service account`);
  const account = key as unknown as ServiceAccountKey;
  const reader = `${account.client_email} of project ${projectOf(account)}`;
  await readAsWorker(keyClient(endpoint, account), { bucket, folder }, reader, context);
}

async function keyInBlock(client: Client, placeholder: string): Promise<unknown> {
  const document = await documentBehind(client, placeholder);
  return document.data.service_account_info ?? undefined;
}
