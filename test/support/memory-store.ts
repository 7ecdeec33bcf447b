import { createHash } from "node:crypto";
import {
  type Content,
  type ContentHashes,
  MissingStoreError,
  type ObjectStore,
  type PutOptions,
  type StoredObject,
  TakenKeyError,
} from "../../sdk/src/code/object-store";

let stores = 0;

/** A store of this process alone, for what an upload does with any store. Each has an address of its own. */
export class MemoryStore implements ObjectStore {
  readonly address = `memory://${++stores}`;
  /** What was written and deleted, in order: `put flows/etl.py`. */
  readonly steps: string[] = [];
  /** Keys that may not be written. */
  readonly denied = new Set<string>();
  /** Whether there is no such bucket. */
  isMissing = false;
  readonly #objects = new Map<string, { content: Buffer; writtenAt: Date }>();

  get keys(): string[] {
    return [...this.#objects.keys()].sort();
  }

  /** What somebody else writes. */
  write(key: string, text: string, writtenAt = new Date()): void {
    this.#objects.set(key, { content: Buffer.from(text), writtenAt });
  }

  /** Makes all that is there as old as what no killed run has left. */
  age(): void {
    for (const object of this.#objects.values()) object.writtenAt = new Date(Date.now() - 2 * 3600 * 1000);
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    if (this.isMissing) throw new MissingStoreError(`${this.address}: there is no such store`);
    for (const key of this.keys.filter((one) => one.startsWith(prefix))) {
      const { content, writtenAt } = this.#objects.get(key)!;
      yield { key, etag: md5Of(content), size: content.length, writtenAt, listedAt: new Date() };
    }
  }

  async put(key: string, content: Content, { onlyIfNew = false }: PutOptions = {}): Promise<string> {
    if (this.denied.has(key)) throw new Error(`${this.address}/${key}: access denied`);
    if (onlyIfNew && this.#objects.has(key)) throw new TakenKeyError(this, key);
    const bytes = await content.read();
    this.steps.push(`put ${key}`);
    this.write(key, bytes.toString());
    return md5Of(bytes);
  }

  async holds({ etag, size }: StoredObject, content: ContentHashes): Promise<boolean> {
    return etag === content.md5 && size === content.size;
  }

  async read(key: string): Promise<Buffer> {
    const object = this.#objects.get(key);
    if (!object) throw new Error(`${this.address}/${key}: there is no such object`);
    return object.content;
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.steps.push(`delete ${key}`);
      this.#objects.delete(key);
    }
  }
}

const md5Of = (content: Buffer): string => createHash("md5").update(content).digest("hex");
