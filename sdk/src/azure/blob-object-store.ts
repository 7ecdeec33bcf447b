import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerClient } from "@azure/storage-blob";
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
import { type ContainerLocation, containerClient } from "./blob-client.js";
import { blobError } from "./blob-errors.js";

const deletionsAtOnce = 16;
/** Most bytes that one request uploads. */
const largest = 5_000 * 1024 ** 2;
/** Azure needs up to some minutes until a new role works everywhere. */
const patienceWithRolesSeconds = 180;
const waitSeconds = 5;
const missingContainerErrors = ["ContainerNotFound", "ContainerBeingDeleted"];

/** @param location `{ account, container }`, and `endpoint` when it is not Azure's */
export const openBlobObjectStore: OpenStore = async (location, config, credentials) => {
  const place = location as unknown as ContainerLocation;
  const identity = () => containerClient(place, config);
  return new BlobObjectStore(place, identity, credentials && containerClient(place, config, credentials));
};

/** A container of Azure Blob Storage. */
export class BlobObjectStore implements ObjectStore {
  readonly address: string;

  #client: ContainerClient;
  #hasIdentity: boolean;

  /**
   * @param identity makes a client with the stack's identity, also for an account that has ceased to take keys
   * @param client with other credentials
   */
  constructor(
    { account, container }: ContainerLocation,
    private readonly identity: () => ContainerClient,
    client?: ContainerClient,
  ) {
    this.address = `${account}/${container}`;
    this.#client = client ?? identity();
    this.#hasIdentity = client === undefined;
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    try {
      await this.#untilAllowed((client) => client.listBlobsFlat({ prefix }).byPage({ maxPageSize: 1 }).next());
      for await (const { date: listedAt = new Date(Number.NaN), segment } of this.#client
        .listBlobsFlat({ prefix })
        .byPage()) {
        for (const { name, properties } of segment.blobItems) {
          const { contentMD5, etag, contentLength: size = 0, lastModified: writtenAt } = properties;
          const tag = contentMD5 ? Buffer.from(contentMD5).toString("hex") : `version ${etag}`;
          yield { key: name, tag, size, writtenAt, listedAt };
        }
      }
    } catch (error) {
      const failure = blobError(this.address, prefix, error);
      const isMissing = missingContainerErrors.includes((error as { code?: string }).code ?? "");
      throw isMissing ? new MissingStoreError(failure.message) : failure;
    }
  }

  /** Waits for a role of a moment ago, and leaves a key behind that the account has ceased to take. */
  async #untilAllowed(call: (client: ContainerClient) => Promise<unknown>): Promise<void> {
    const deadline = performance.now() + patienceWithRolesSeconds * 1000;
    for (let waits = 0; ; ) {
      const failure = await call(this.#client).then(
        () => undefined,
        (error: { code?: string }) => error,
      );
      const { code } = failure ?? {};
      if (code === "KeyBasedAuthenticationNotPermitted" && !this.#hasIdentity) {
        this.#client = this.identity();
        this.#hasIdentity = true;
      } else if (code === "AuthorizationPermissionMismatch" && this.#hasIdentity && performance.now() < deadline) {
        if (waits++ === 0) console.info(`waiting until Azure lets this identity use ${this.address}`);
        await sleep(waitSeconds * 1000);
      } else if (failure) {
        throw failure;
      } else {
        return;
      }
    }
  }

  /** Azure compares the content with the hash that it is told, and keeps the hash. */
  async put(key: string, content: Content, { onlyIfNew = false }: PutOptions = {}): Promise<string> {
    if (content.size > largest) {
      throw new Error(`${this.address}/${key} would have ${content.size} bytes, and Azure takes 5000 MiB; ignore it`);
    }
    const transactionalContentMD5 = Buffer.from(content.md5, "hex");
    const sending = new AbortController();
    let failure: Error | undefined;
    const open = () =>
      content.open().once("error", (error) => {
        failure = error;
        sending.abort();
      });
    try {
      const body = content.isSmall ? await content.read() : open;
      const settings = {
        transactionalContentMD5,
        blobHTTPHeaders: { blobContentMD5: transactionalContentMD5 },
        abortSignal: sending.signal,
        conditions: onlyIfNew ? { ifNoneMatch: "*" } : {},
      };
      await this.#client.getBlockBlobClient(key).upload(body, content.size, settings);
    } catch (error) {
      if ((error as { code?: string }).code === "BlobAlreadyExists") {
        throw new TakenKeyError(this, key);
      }
      throw blobError(this.address, key, failure ?? error);
    }
    return content.md5;
  }

  async holds({ tag, size }: StoredObject, content: ContentHashes): Promise<boolean> {
    return tag === content.md5 && size === content.size;
  }

  async read(key: string): Promise<Buffer> {
    try {
      const { readableStreamBody } = await this.#client.getBlobClient(key).download();
      return await buffer(readableStreamBody!);
    } catch (error) {
      throw blobError(this.address, key, error);
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    await forEach(keys, deletionsAtOnce, async (key) => {
      try {
        await this.#untilAllowed((client) => client.getBlobClient(key).delete({ deleteSnapshots: "include" }));
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode !== 404) throw blobError(this.address, key, error);
      }
    });
  }
}
