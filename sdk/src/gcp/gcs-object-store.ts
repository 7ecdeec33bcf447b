import type { Bucket, Storage } from "@google-cloud/storage";
import { forEach } from "../code/for-each.js";
import type { Content, ObjectStore, OpenStore, StoredObject } from "../code/object-store.js";
import { stackClient } from "./gcs-client.js";
import { gcsError } from "./gcs-errors.js";

const deletionsAtOnce = 16;
const listedAtOnce = 1_000;
const fields = "items(name,md5Hash,generation),nextPageToken";

/** One page of a listing, and the query of the next one. */
type ListedPage = [files: ListedObject[], next: object | null];

interface ListedObject {
  name: string;
  /** In base64; objects that were put together of others have none. */
  md5Hash?: string;
  generation?: string;
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
    let page: object | null = { prefix, fields, maxResults: listedAtOnce, autoPaginate: false };
    while (page) {
      const [files, next]: ListedPage = await this.#page(page, prefix);
      for (const file of files) yield { key: file.name, tag: tagOf(file) };
      page = next;
    }
  }

  /** With `fields` the library returns what Google sends, and no files of its own. */
  async #page(query: object, prefix: string): Promise<ListedPage> {
    try {
      return (await this.#bucket.getFiles(query)) as unknown as ListedPage;
    } catch (error) {
      throw gcsError(this.name, prefix, error);
    }
  }

  /** Google compares the content with the hash that it is told. */
  async put(key: string, content: Content): Promise<string> {
    const data = content.isSmall ? await content.read() : () => content.open();
    const metadata = { md5Hash: Buffer.from(content.md5, "hex").toString("base64") };
    try {
      await this.#bucket.file(key).save(data as Buffer, { resumable: false, validation: false, metadata });
    } catch (error) {
      throw gcsError(this.name, key, error);
    }
    return content.md5;
  }

  tagOf = ({ md5 }: Pick<Content, "md5">): string => md5;

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

const tagOf = ({ md5Hash, generation }: ListedObject): string =>
  md5Hash ? Buffer.from(md5Hash, "base64").toString("hex") : `generation ${generation}`;
