import { setTimeout as sleep } from "node:timers/promises";

/** A set of objects that the server lists by `POST /<collection>/filter`. */
export type Collection =
  | "flows"
  | "deployments"
  | "work_pools"
  | "work_queues"
  | "variables"
  | "block_types"
  | "block_schemas"
  | "block_documents";

/** The server's largest page. */
export const pageSize = 200;

/** Fields of a filter body beside the filter itself. */
const extras: Partial<Record<Collection, object>> = { block_documents: { include_secrets: true } };

/** The body that lists part of a collection. Unknown keys at its top are ignored by the server, so keys are checked here. */
export const filterBody = (collection: Collection, filter: object, offset = 0): object => ({
  ...extras[collection],
  [collection]: filter,
  limit: pageSize,
  offset,
});

interface Row {
  id: string;
}

/** Objects that one call asks for. */
interface Batch<T> {
  ids: Set<string>;
  rows: Promise<Map<string, T>>;
}

/** Milliseconds in which reads are gathered into one call. */
const window = 10;
/** Batches in quick succession after which the whole collection is read at once. */
const batchesBeforeSnapshot = 3;
const quickSuccession = 1_000;
const snapshotLife = 30_000;
/** Pages of a collection that are read at once by who has asked for few objects, and by who has asked for many. */
const fewPages = 10;
const mostPages = 100;

/**
 * Reads objects of one collection by id. Reads asked for at the same time share a call. Pulumi asks for a few at a
 * time only, so after some calls in quick succession the whole collection is read and kept for half a minute. What of a
 * large one is read in vain stays in proportion to what was asked for.
 */
export class BatchedReads<T extends Row> {
  #gathering: Batch<T> | undefined;
  #batches: number[] = [];
  #snapshot: { rows: Promise<Map<string, T> | undefined>; until: number } | undefined;
  /** Pages that a snapshot may have. */
  #pages = fewPages;
  /** Batches until it may be worth to try one again. */
  #pause = 0;

  /** @param page lists the objects of a filter, from an offset */
  constructor(private readonly page: (filter: object, offset: number) => Promise<T[]>) {}

  /** Forgets what was read: the caller changed something. */
  forget(): void {
    this.#snapshot = undefined;
    this.#batches = [];
  }

  async byId(id: string): Promise<T | undefined> {
    const kept = await this.#kept();
    return kept?.get(id) ?? this.#gather(id);
  }

  /** The whole collection, if it is worth keeping it. */
  async #kept(): Promise<Map<string, T> | undefined> {
    const now = Date.now();
    if (this.#snapshot && this.#snapshot.until > now) return this.#snapshot.rows;
    this.#batches = this.#batches.filter((time) => now - time < quickSuccession);
    if (this.#batches.length < batchesBeforeSnapshot || this.#pause > 0) return undefined;
    this.#snapshot = { rows: this.#readAll().catch(() => undefined), until: now + snapshotLife };
    return this.#snapshot.rows;
  }

  async #readAll(): Promise<Map<string, T> | undefined> {
    const rows = new Map<string, T>();
    for (let number = 0; number < this.#pages; number++) {
      const page = await this.page({}, number * pageSize);
      for (const row of page) rows.set(row.id, row);
      if (page.length < pageSize) return rows;
    }
    this.#pause = this.#pages < mostPages ? this.#pages : Number.POSITIVE_INFINITY;
    this.#pages = Math.min(2 * this.#pages, mostPages);
    this.#snapshot = undefined;
    return undefined;
  }

  async #gather(id: string): Promise<T | undefined> {
    if (!this.#gathering || this.#gathering.ids.size === pageSize) this.#gathering = this.#begin();
    const batch = this.#gathering;
    batch.ids.add(id);
    return (await batch.rows).get(id);
  }

  #begin(): Batch<T> {
    const batch: Batch<T> = { ids: new Set(), rows: sleep(window).then(() => this.#ask(batch)) };
    return batch;
  }

  async #ask(batch: Batch<T>): Promise<Map<string, T>> {
    if (this.#gathering === batch) this.#gathering = undefined;
    this.#batches.push(Date.now());
    this.#pause -= 1;
    const rows = await this.page({ id: { any_: [...batch.ids] } }, 0);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
