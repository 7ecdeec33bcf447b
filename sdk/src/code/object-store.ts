import type { Readable } from "node:stream";
import type { ConfigReader } from "../config.js";
import type { OperationContext } from "../engine/definition.js";

/** An object as a listing shows it. */
export interface StoredObject {
  key: string;
  /** Stands for its content: two listings show the same as long as nobody writes it. */
  etag: string;
  /** Bytes. */
  size: number;
  /** When it was written, by the store's clock. */
  writtenAt: Date;
  /** The store's clock when it was listed; an invalid date where the store tells none. */
  listedAt: Date;
}

/** What is written. */
export interface Content {
  /** Bytes. */
  size: number;
  /** In hexadecimal. */
  sha256: string;
  /** In hexadecimal. */
  md5: string;
  /** Opens the content anew; it fails at its end when the bytes are not those that were promised. */
  open(): Readable;
  /** The whole content, checked; for contents that are small. */
  read(): Promise<Buffer>;
  /** Whether `read` is the better way. */
  isSmall: boolean;
}

/** The hashes of a content, and its size. */
export type ContentHashes = Pick<Content, "md5" | "sha256" | "size">;

export interface PutOptions {
  /** Whether an object that has the key already stays. Stores that cannot tell overwrite it all the same. */
  onlyIfNew?: boolean;
}

/** There is no such bucket or container, and it is the store that says so. */
export class MissingStoreError extends Error {
  override readonly name = "MissingStoreError";
}

/** An object has the key already. */
export class TakenKeyError extends Error {
  override readonly name = "TakenKeyError";

  constructor({ address }: Pick<ObjectStore, "address">, key: string) {
    super(`${address}/${key}: somebody wrote it since this run looked; run it again`);
  }
}

/**
 * A place in which flow code is stored under keys. Failures are errors whose message is a sentence for the user, without
 * a secret.
 */
export interface ObjectStore {
  /** Where it is, for people: `s3://bucket`. */
  readonly address: string;
  /**
   * Lists what begins with a prefix.
   *
   * @throws MissingStoreError
   */
  list(prefix: string): AsyncIterable<StoredObject>;
  /**
   * Writes an object whole or not at all.
   *
   * @returns the ETag that listings show from now on
   * @throws TakenKeyError
   */
  put(key: string, content: Content, options?: PutOptions): Promise<string>;
  /** Whether a listed object has this content, as far as that can be known without reading it. */
  holds(object: StoredObject, content: ContentHashes): Promise<boolean>;
  /** @throws when it is not there or may not be read */
  read(key: string): Promise<Buffer>;
  /** Deletes objects; those that are gone already count as deleted. */
  delete(keys: readonly string[]): Promise<void>;
}

/** Where a store is: the names that it has for it, such as `bucket`. */
export type StoreLocation = Record<string, string | boolean>;

/** Opens a store with what the stack's config and the environment say of credentials. */
export type OpenStore = (
  location: StoreLocation,
  config: ConfigReader,
  credentials: Record<string, string> | undefined,
  context?: OperationContext,
) => Promise<ObjectStore>;
