import type { Readable } from "node:stream";
import type { ConfigReader } from "../config.js";

/** An object as a listing shows it. */
export interface StoredObject {
  key: string;
  /** Stands for its content: two listings show the same as long as nobody writes it. */
  tag: string;
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

/**
 * A place in which flow code is stored under keys. Failures are errors whose message is a sentence for the user, without
 * a secret.
 */
export interface ObjectStore {
  /** Where it is, for people: `s3://bucket`. */
  readonly address: string;
  /** Lists what begins with a prefix. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /**
   * Writes an object whole or not at all.
   *
   * @returns the tag that listings show from now on
   */
  put(key: string, content: Content): Promise<string>;
  /** The tag of an object with this content, where it can be known without writing it. */
  tagOf(content: Pick<Content, "md5" | "size">): string | undefined;
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
) => Promise<ObjectStore>;
