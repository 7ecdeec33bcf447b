import { pageSize } from "./collection.js";

/** A server that ignores the offset would list for ever. */
const mostPages = 500;

/**
 * Everything that a server lists page by page. A page begins with a row of the one before. Where it does not, others have deleted rows
 * meanwhile, and the rows that moved up are looked for on the page before.
 *
 * @param page lists the rows from an offset
 */
export async function allPages<Row>(page: (offset: number) => Promise<Row[]>): Promise<Row[]> {
  const rows = new Map<unknown, Row>();
  let offset = 0;
  for (let count = 0; count < mostPages; count++) {
    const next = await page(offset);
    const follows = offset === 0 || (next.length > 0 && rows.has(idOf(next[0]!)));
    for (const row of next) rows.set(idOf(row), row);
    if (follows && next.length < pageSize) return [...rows.values()];
    offset = follows ? offset + pageSize - 1 : Math.max(0, offset - pageSize + 1);
  }
  throw new Error(`the server lists more than ${mostPages * pageSize} objects of one kind, or never ends`);
}

const idOf = (row: unknown): unknown => (row as { id: string }).id;
