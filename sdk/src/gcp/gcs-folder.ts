import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../api/client.js";
import { findDocument } from "../blocks/block-document.js";
import { define, type Json, type ProviderInputs } from "../provider/definition.js";
import { type CommonArgs, SyntaskResource } from "../provider/resource.js";
import { faultOfBucketName } from "./bucket-name.js";
import { keyClient } from "./gcs-client.js";
import { readAsWorker } from "./gcs-reader.js";
import { faultOfKey, projectOf, type ServiceAccountKey } from "./service-account-key.js";

/** @internal */
export interface GcsFolderArgs extends CommonArgs {
  bucket: pulumi.Input<string>;
  /** With a slash at its end, or `""`. */
  folder: pulumi.Input<string>;
  /** The key that a worker uses; secret. */
  serviceAccountInfo?: pulumi.Input<Record<string, Json> | undefined>;
  /** Placeholder of the block that holds the key, where the program does not know it. */
  credentials?: pulumi.Input<string>;
  /** Base of the storage API, when it is not Google's. */
  endpoint?: pulumi.Input<string>;
}

/**
 * A folder of a bucket that was verified: making or changing it reads one object with a worker's key.
 *
 * @internal
 */
export class GcsFolder extends SyntaskResource {
  constructor(name: string, args: GcsFolderArgs, opts?: pulumi.CustomResourceOptions) {
    super(GcsFolder.definition, name, { ...args }, opts);
  }

  /** @internal */
  static readonly definition = define<GcsFolderInputs>({
    kind: "GcsFolder",
    noun: "Google Cloud Storage folder",
    label: ({ bucket, folder }) => `gs://${bucket ?? "…"}/${folder ?? ""}`,
    properties: ["bucket", "folder", "serviceAccountInfo", "credentials", "endpoint"],
    replaceOn: [],
    naturalKey: [],
    secrets: ["serviceAccountInfo"],
    defaults: { serviceAccountInfo: null, credentials: null, endpoint: null },

    check({ bucket, serviceAccountInfo }, problems) {
      const fault = bucket === undefined ? undefined : faultOfBucketName(bucket);
      if (fault) problems.add("bucket", fault);
      const keyFault = serviceAccountInfo === undefined ? undefined : faultOfKey(serviceAccountInfo);
      if (keyFault) problems.add("credentials", `${keyFault}; give the key of a service account`);
    },

    async find() {
      return undefined;
    },

    async create(client, inputs) {
      await verify(client, inputs);
      return { id: `${inputs.bucket}/${inputs.folder}`, state: {} };
    },

    async read(_, id) {
      return { id, inputs: {}, state: {} };
    },

    async update(client, _, inputs) {
      await verify(client, inputs);
      return {};
    },

    async delete() {},
  });
}

interface GcsFolderInputs extends ProviderInputs {
  bucket: string;
  folder: string;
  serviceAccountInfo?: Record<string, Json>;
  credentials?: string;
  endpoint?: string;
}

async function verify(client: Client, inputs: GcsFolderInputs): Promise<void> {
  const { bucket, folder, serviceAccountInfo, credentials, endpoint } = inputs;
  const key = serviceAccountInfo ?? (await keyInBlock(client, credentials!));
  const fault = faultOfKey(key);
  if (fault)
    throw new Error(`the key in ${credentials ?? "`credentials`"} ${fault}; give the key of a service account`);
  const account = key as unknown as ServiceAccountKey;
  const reader = `${account.client_email} of project ${projectOf(account)}`;
  await readAsWorker(keyClient(endpoint, account), { bucket, folder }, reader);
}

async function keyInBlock(client: Client, placeholder: string): Promise<unknown> {
  const [, slug, name] = /^{{\s*\w+\.blocks\.([a-z0-9-]+)\.([a-z0-9-]+)\s*}}$/.exec(placeholder) ?? [];
  if (!slug || !name) throw new Error(`${placeholder} is not a placeholder of a block; write a block's \`reference\``);
  const document = await findDocument(client, slug, name);
  if (!document) throw new Error(`there is no block "${slug}/${name}", which ${placeholder} names; make it first`);
  return document.data.service_account_info;
}
