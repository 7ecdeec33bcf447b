import type { Bucket, Storage } from "@google-cloud/storage";
import { forEach } from "../code/for-each.js";
import {
  type Content,
  type ContentHashes,
  MissingStoreError,
  type ObjectStore,
  type OpenStore,
  type PutOptions,
  type StoredObject,
  TakenKeyError,
} from "../code/object-store.js";
import { stackClient } from "./gcs-client.js";
import { gcsError } from "./gcs-errors.js";

const deletionsAtOnce = 16;
const listedAtOnce = 1_000;
const fields = "items(name,md5Hash,generation,size,timeCreated),nextPageToken";

/** One page of a listing. */
interface ListedPage {
  items?: ListedObject[];
  nextPageToken?: string;
  /** Google's clock. */
  listedAt: Date;
}

interface ListedObject {
  name: string;
  /** In base64; objects that were put together of others have none. */
  md5Hash?: string;
  generation?: string;
  /** Bytes. */
  size?: string;
  /** Of this content: an object that is overwritten is made anew. */
  timeCreated?: string;
}

/** @param location `{ bucket }`, and `endpoint` when it is not Google's */
export const openGcsObjectStore: OpenStore = async ({ bucket, endpoint }, config, credentials) =>
  new GcsObjectStore(
    stackClient(config, { ...(endpoint && { storageCustomEndpoint: String(endpoint) }), ...credentials }),
    String(bucket),
  );

/** A bucket of Google Cloud Storage. */
export class GcsObjectStore implements ObjectStore {
  readonly address: string;
  readonly #bucket: Bucket;

  constructor(
    storage: Storage,
    private readonly name: string,
  ) {
    this.address = `gs://${name}`;
    this.#bucket = storage.bucket(name);
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    let pageToken: string | undefined;
    do {
      const { items = [], nextPageToken, listedAt } = await this.#page(prefix, pageToken);
      for (const item of items) {
        const { name: key, size = 0, timeCreated = Number.NaN } = item;
        yield { key, etag: etagOf(item), size: Number(size), writtenAt: new Date(timeCreated), listedAt };
      }
      pageToken = nextPageToken;
    } while (pageToken !== undefined);
  }

  /** The library's own listing leaves out what the answer's headers say. */
  #page(prefix: string, pageToken: string | undefined): Promise<ListedPage> {
    const query = { prefix, fields, maxResults: listedAtOnce, ...(pageToken && { pageToken }) };
    return new Promise((resolve, reject) => {
      this.#bucket.request({ uri: "/o", qs: query }, (error, body, response) => {
        if (error) reject(this.#listingError(prefix, error));
        else resolve({ ...body, listedAt: new Date(response?.headers.date ?? Number.NaN) });
      });
    });
  }

  #listingError(prefix: string, error: Error): Error {
    const failure = gcsError(this.name, prefix, error);
    return isMissingBucket(error) ? new MissingStoreError(failure.message) : failure;
  }

  /** Google compares the content with the hash that it is told. */
  async put(key: string, content: Content, { onlyIfNew = false }: PutOptions = {}): Promise<string> {
    const data = content.isSmall ? await content.read() : () => content.open();
    const metadata = { md5Hash: Buffer.from(content.md5, "hex").toString("base64") };
    const preconditionOpts = onlyIfNew ? { ifGenerationMatch: 0 } : {};
    const settings = { resumable: false, validation: false, metadata, preconditionOpts };
    try {
      await this.#bucket.file(key).save(data as Buffer, settings);
    } catch (error) {
      if (Number((error as { code?: unknown }).code) === 412) {
        throw new TakenKeyError(this, key);
      }
      throw gcsError(this.name, key, error);
    }
    return content.md5;
  }

  async holds({ etag, size }: StoredObject, content: ContentHashes): Promise<boolean> {
    return etag === content.md5 && size === content.size;
  }

  async read(key: string): Promise<Buffer> {
    try {
      const [content] = await this.#bucket.file(key).download({ validation: false });
      return content;
    } catch (error) {
      throw gcsError(this.name, key, error, "there is no such object");
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    await forEach(keys, deletionsAtOnce, async (key) => {
      await this.#bucket
        .file(key)
        .delete({ ignoreNotFound: true })
        .catch((error) => {
          throw gcsError(this.name, key, error);
        });
    });
  }
}

const etagOf = ({ md5Hash, generation }: ListedObject): string =>
  md5Hash ? Buffer.from(md5Hash, "base64").toString("hex") : `generation ${generation}`;

/** Something else than Google, such as a proxy, answers "not found" without a reason in Google's form. */
function isMissingBucket(error: object): boolean {
  const { code, errors } = error as { code?: unknown; errors?: { reason?: string }[] };
  return Number(code) === 404 && errors?.[0]?.reason === "notFound";
}
