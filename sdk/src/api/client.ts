import { BatchedReads, type Collection, filterBody, pageSize } from "./collection.js";
import type { Connection } from "./connection.js";
import type { Dialect } from "./dialect.js";
import { ApiError } from "./errors.js";
import type { ApiRequest } from "./http.js";
import { notTheApi } from "./judgement.js";
import { allPages } from "./pages.js";
import { serverVersion } from "./server-version.js";
import { Transport } from "./transport.js";

/** A path whose values are percent-encoded: `` path`/variables/name/${name}` ``. */
export const path = (strings: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: strings }, ...values.map(encodeURIComponent));

/** A collection whose objects have names of their own. */
type NamedCollection = "flows" | "variables" | "work_pools" | "v2/concurrency_limits";

/** Names that a workspace has: all of them, or the newest. */
export interface Names {
  names: string[];
  areAll: boolean;
}

/** Milliseconds after which others may have made objects that matter. */
const lifeOfNames = 30_000;

/** The REST API of one workspace. */
export class Client {
  readonly #transport: Transport;
  readonly #reads = new Map<Collection, BatchedReads<any>>();
  readonly #names = new Map<string, { names: Promise<Names>; until: number }>();
  readonly #remembered = new Map<string, Promise<unknown>>();

  constructor(readonly connection: Connection) {
    this.#transport = new Transport(connection);
  }

  get dialect(): Dialect {
    return this.connection.dialect;
  }

  /** The time by the server's clock: never ahead, up to two seconds behind. `undefined` before its first answer. */
  serverTime(): Date | undefined {
    return this.#transport.clock.now();
  }

  get<T>(path: string, headers?: Record<string, string>): Promise<T> {
    return this.#transport.send<T>({ method: "GET", path, headers, repeatable: true });
  }

  /** @returns `undefined` when there is none */
  find<T>(path: string): Promise<T | undefined> {
    return this.get<T>(path).catch((error) => this.#whenGone(error, undefined));
  }

  /** @param options `repeatable` when a second request does no harm, should nobody know what became of the first */
  post<T>(path: string, body: unknown, { repeatable = false } = {}): Promise<T> {
    return this.#write<T>({ method: "POST", path, body, repeatable });
  }

  /**
   * Makes an object by a request that overwrites the one of the same key, should there be one.
   *
   * @param options `repeatable` where `existed` says nothing, as an object of the key is known to be there
   * @returns `existed` when there was one
   */
  async upsert<T>(path: string, body: unknown, { repeatable = false } = {}): Promise<{ object: T; existed: boolean }> {
    const request = { method: "POST", path, body, repeatable } as const;
    const { status, data } = await this.#written(request, () => this.#transport.exchange<T>(request));
    return { object: data, existed: status === 200 };
  }

  async put(path: string, body: unknown): Promise<void> {
    await this.#write({ method: "PUT", path, body, repeatable: true });
  }

  async patch(path: string, body: unknown): Promise<void> {
    await this.#write({ method: "PATCH", path, body, repeatable: true });
  }

  /** @returns false when it was gone already */
  delete(path: string): Promise<boolean> {
    return this.#write({ method: "DELETE", path, repeatable: true }).then(
      () => true,
      (error) => this.#whenGone(error, false),
    );
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
    return allPages((offset) => this.#rows<T>(path, { ...body, limit: pageSize, offset }));
  }

  /** The first page of what a path lists. */
  firstPage<T>(path: string, body: object = {}): Promise<T[]> {
    return this.#rows<T>(path, { ...body, limit: pageSize, offset: 0 });
  }

  /** Names in a collection, those of its newest page and those made since: asked for once in half a minute. */
  names(collection: NamedCollection): Promise<Names> {
    return this.namesIn(collection, () => this.#loadNames(collection));
  }

  /** The same of a part of a collection, of which {@link addName} tells what was made since. */
  namesIn(part: string, load: () => Promise<Names>): Promise<Names> {
    const known = this.#names.get(part);
    if (known && known.until > Date.now()) return known.names;
    const names = load();
    this.#names.set(part, { names, until: Date.now() + lifeOfNames });
    names.catch(() => this.#names.delete(part));
    return names;
  }

  /** Tells of a name that a write has taken, or may have. */
  async addName(part: string, name: string): Promise<void> {
    const listed = await this.#names.get(part)?.names.catch(() => undefined);
    listed?.names.push(name);
  }

  async #loadNames(collection: NamedCollection): Promise<Names> {
    // Pools and limits cannot be sorted, and are few: one page, as a rule.
    const isSorted = collection === "flows" || collection === "variables";
    const rows = isSorted
      ? await this.#page<{ name: string }>(collection, {}, 0, { sort: "CREATED_DESC" })
      : await this.list<{ name: string }>(`/${collection}/filter`);
    return { names: rows.map(({ name }) => name), areAll: !isSorted || rows.length < pageSize };
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
    return this.#rows<T>(`/${collection}/filter`, { ...others, ...filterBody(collection, filter, offset) });
  }

  async #rows<T>(path: string, body: object): Promise<T[]> {
    const rows = await this.#transport.send<T[]>({ method: "POST", path, body, repeatable: true });
    if (!Array.isArray(rows)) throw notTheApi(this.connection);
    return rows;
  }

  /** A 404 means that something is gone only where the API answers: a proxy or a slip in the URL answer 404 too. */
  async #whenGone<T>(error: unknown, instead: T): Promise<T> {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    await serverVersion(this);
    if (!error.saysGone) throw notTheApi(this.connection);
    return instead;
  }

  #write<T>(request: ApiRequest): Promise<T> {
    return this.#written(request, () => this.#transport.send<T>(request));
  }

  /** What was read before is out of date after a write. */
  async #written<T>({ method, path, body }: ApiRequest, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } finally {
      for (const reads of this.#reads.values()) reads.forget();
      const { name } = (body ?? {}) as { name?: unknown };
      if (method === "POST" && typeof name === "string") await this.addName(path.slice(1, -1), name);
    }
  }
}
