import type { Connection } from "../config.js";
import { BatchedReads, type Collection, filterBody, pageSize } from "./collection.js";
import type { Dialect } from "./dialect.js";
import { ApiError } from "./errors.js";
import { Transport } from "./transport.js";

/** A path whose values are percent-encoded: `` path`/variables/name/${name}` ``. */
export const path = (strings: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: strings }, ...values.map(encodeURIComponent));

/** The REST API of one workspace. */
export class Client {
  readonly #transport: Transport;
  readonly #reads = new Map<Collection, BatchedReads<any>>();
  readonly #remembered = new Map<string, Promise<unknown>>();

  constructor(readonly connection: Connection) {
    this.#transport = new Transport(connection);
  }

  get dialect(): Dialect {
    return this.connection.dialect;
  }

  get<T>(path: string, headers?: Record<string, string>): Promise<T> {
    return this.#transport.send<T>({ method: "GET", path, headers, repeatable: true });
  }

  /** @returns `undefined` when there is none */
  find<T>(path: string): Promise<T | undefined> {
    return this.get<T>(path).catch(unlessGone(undefined));
  }

  /** @param options `repeatable` when a second request does no harm, should nobody know what became of the first */
  post<T>(path: string, body: unknown, { repeatable = false } = {}): Promise<T> {
    return this.#write<T>({ method: "POST", path, body, repeatable });
  }

  async put(path: string, body: unknown): Promise<void> {
    await this.#write({ method: "PUT", path, body, repeatable: true });
  }

  async patch(path: string, body: unknown): Promise<void> {
    await this.#write({ method: "PATCH", path, body, repeatable: true });
  }

  /** @returns false when it was gone already */
  delete(path: string): Promise<boolean> {
    return this.#write({ method: "DELETE", path, repeatable: true }).then(() => true, unlessGone(false));
  }

  /**
   * Reads one object, together with others that are asked for at the same time.
   *
   * @returns `undefined` when there is none
   */
  byId<T extends { id: string }>(collection: Exclude<Collection, "block_types">, id: string): Promise<T | undefined> {
    const reads =
      this.#reads.get(collection) ?? new BatchedReads<T>((filter, offset) => this.#page(collection, filter, offset));
    this.#reads.set(collection, reads);
    return reads.byId(id);
  }

  /**
   * Everything that a filter lets through, page by page.
   *
   * @param others filters on related objects, by their collection
   */
  async filter<T>(
    collection: Collection,
    filter: object,
    others: Partial<Record<Collection, object>> = {},
  ): Promise<T[]> {
    return allPages((offset) => this.#page<T>(collection, filter, offset, others));
  }

  /**
   * Everything that a path lists, page by page, for collections that cannot be filtered by id.
   *
   * @param body what the path takes beside the page
   */
  list<T>(path: string, body: object = {}): Promise<T[]> {
    return allPages((offset) =>
      this.#transport.send<T[]>({
        method: "POST",
        path,
        body: { ...body, limit: pageSize, offset },
        repeatable: true,
      }),
    );
  }

  /** Loads something once that does not change while a program runs. A failed load is forgotten. */
  remember<T>(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#remembered.get(key) as Promise<T> | undefined;
    if (known) return known;
    const loaded = load();
    this.#remembered.set(key, loaded);
    loaded.catch(() => this.#remembered.delete(key));
    return loaded;
  }

  #page<T>(collection: Collection, filter: object, offset: number, others: object = {}): Promise<T[]> {
    const body = { ...others, ...filterBody(collection, filter, offset) };
    return this.#transport.send<T[]>({ method: "POST", path: `/${collection}/filter`, body, repeatable: true });
  }

  async #write<T>(request: Parameters<Transport["send"]>[0]): Promise<T> {
    try {
      return await this.#transport.send<T>(request);
    } finally {
      for (const reads of this.#reads.values()) reads.forget();
    }
  }
}

async function allPages<T>(page: (offset: number) => Promise<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (;;) {
    const next = await page(rows.length);
    rows.push(...next);
    if (next.length < pageSize) return rows;
  }
}

const unlessGone =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof ApiError && error.status === 404) return instead;
    throw error;
  };
