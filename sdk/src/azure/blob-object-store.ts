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
import type { ConfigReader } from "../config.js";
import type { OperationContext } from "../engine/definition.js";
import { type BlobCredentials, type ContainerLocation, containerClient } from "./blob-client.js";
import { blobError } from "./blob-errors.js";
import { askManager } from "./resource-manager.js";

const deletionsAtOnce = 16;
/** Most bytes that one request uploads. */
const largest = 5_000 * 1024 ** 2;
/** Azure needs up to some minutes until a new role works everywhere. */
const patienceWithRolesSeconds = 180;
const waitSeconds = 5;
const missingContainerErrors = ["ContainerNotFound", "ContainerBeingDeleted"];

/** @param location `{ account, container }`, and `endpoint` when it is not Azure's */
export const openBlobObjectStore: OpenStore = async (location, config, credentials, context) => {
  const place = location as unknown as ContainerLocation;
  return new BlobObjectStore(place, await clientsOf(place, config, credentials), context);
};

/** Makes a client, where what it needs is to be had. */
type MakeClient = () => Promise<ContainerClient | undefined>;

/** What is given may be old: with the key as it is now, and with the stack's identity, the same can be done. */
async function clientsOf(
  place: ContainerLocation,
  config: ConfigReader,
  credentials: BlobCredentials | undefined,
): Promise<[ContainerClient, ...MakeClient[]]> {
  const identity = () => containerClient(place, config);
  if (!credentials) return [identity()];
  return [
    containerClient(place, config, credentials),
    async () => {
      const accountKey = await currentKey(config, credentials);
      return accountKey === undefined ? undefined : containerClient(place, config, { accountKey });
    },
    async () => identity(),
  ];
}

async function currentKey(config: ConfigReader, { accountId, keyName, accountKey }: BlobCredentials) {
  if (accountId === undefined) return undefined;
  const answer: { keys: { keyName: string; value: string }[] } | undefined = await askManager(
    config,
    "POST",
    `${accountId}/listKeys`,
  );
  const value = answer?.keys.find((key) => key.keyName === keyName)?.value;
  return value === accountKey ? undefined : value;
}

interface Refusal extends Error {
  code?: string;
  statusCode?: number;
}

/** The account takes no keys any more, none of them. */
const takesNoKeys = "KeyBasedAuthenticationNotPermitted";
/** The identity has no role, or not yet. */
const lacksRole = "AuthorizationPermissionMismatch";

const isRefused = ({ statusCode = 0, code }: Refusal): boolean => [401, 403].includes(statusCode) && code !== lacksRole;

/** A container of Azure Blob Storage. */
export class BlobObjectStore implements ObjectStore {
  readonly address: string;

  #client: ContainerClient;
  readonly #others: MakeClient[];
  #change: Promise<void> | undefined;

  /** @param clients the one to begin with, and what makes those that follow when it is refused; the last has an identity */
  constructor(
    { account, container }: ContainerLocation,
    [client, ...others]: [ContainerClient, ...MakeClient[]],
    private readonly context: OperationContext | undefined,
  ) {
    this.address = `${account}/${container}`;
    this.#client = client;
    this.#others = others;
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    try {
      await this.#untilAllowed((client) => client.listBlobsFlat({ prefix }).byPage({ maxPageSize: 1 }).next());
      for await (const { date: listedAt = new Date(Number.NaN), segment } of this.#client
        .listBlobsFlat({ prefix })
        .byPage()) {
        for (const { name, properties } of segment.blobItems) {
          const { contentMD5, etag: version, contentLength: size = 0, lastModified: writtenAt } = properties;
          const etag = contentMD5 ? Buffer.from(contentMD5).toString("hex") : `version ${version}`;
          yield { key: name, etag, size, writtenAt, listedAt };
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
    let refusal: Refusal | undefined;
    for (let waits = 0; ; ) {
      const client = this.#client;
      const failure = await call(client).then(
        () => undefined,
        (error: Refusal) => error,
      );
      if (!failure) return;
      const mayGetRole = this.#others.length === 0 && (!refusal || refusal.code === takesNoKeys);
      if (isRefused(failure) && (await this.#leaveBehind(client))) {
        // With the next one, which another call may have found already.
        refusal ??= failure;
      } else if (failure.code === lacksRole && mayGetRole && performance.now() < deadline) {
        if (waits++ === 0) this.context?.say(`waits until Azure lets this identity use ${this.address}`);
        await sleep(waitSeconds * 1000);
      } else {
        // Of a wrong key, and not of an identity that nobody gave.
        throw refusal && refusal.code !== takesNoKeys ? refusal : failure;
      }
    }
  }

  /** @returns whether there is another client now than the one that was refused */
  async #leaveBehind(refused: ContainerClient): Promise<boolean> {
    if (this.#client === refused) {
      this.#change ??= this.#takeNext().finally(() => {
        this.#change = undefined;
      });
      await this.#change;
    }
    return this.#client !== refused;
  }

  /** A key that cannot be looked up is left out: what was refused is the better reason. */
  async #takeNext(): Promise<void> {
    for (let make = this.#others.shift(); make; make = this.#others.shift()) {
      const client = await make().catch(() => undefined);
      if (!client) continue;
      this.#client = client;
      return;
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

  async holds({ etag, size }: StoredObject, content: ContentHashes): Promise<boolean> {
    return etag === content.md5 && size === content.size;
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
