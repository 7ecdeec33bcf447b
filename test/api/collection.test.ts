import { BatchedReads, filterBody, pageSize } from "../../sdk/src/api/collection";

type Row = { id: string };

/** Reads of a collection that has some rows, and the pages that were asked for. */
function readsOf(count: number) {
  const rows = Array.from({ length: count }, (_, index) => ({ id: String(index) }));
  const page = jest.fn(async (filter: { id?: { any_: string[] } }, offset: number): Promise<Row[]> => {
    const wanted = filter.id ? rows.filter(({ id }) => filter.id!.any_.includes(id)) : rows;
    return wanted.slice(offset, offset + pageSize);
  });
  const reads = new BatchedReads<Row>(page);
  const oneByOne = async (...ids: string[]) => {
    for (const id of ids) expect(await reads.byId(id)).toEqual({ id });
  };
  /** Each call: the ids that it asked for, or where its page of all began. */
  const asked = () => page.mock.calls.map(([filter, offset]) => filter.id?.any_ ?? offset);
  return { reads, page, oneByOne, asked };
}

describe("reads one after the other", () => {
  test("are a call each at first, then all are read at once and kept", async () => {
    const { oneByOne, asked } = readsOf(450);
    await oneByOne("1", "2", "3", "4", "5", "449");
    expect(asked()).toEqual([["1"], ["2"], ["3"], 0, 200, 400]);
  });

  test("are a call each as long as they are slow", async () => {
    const { oneByOne, asked } = readsOf(10);
    const now = jest.spyOn(Date, "now");
    for (let read = 1; read <= 5; read++) {
      now.mockReturnValue(read * 600);
      await oneByOne("1");
    }
    now.mockRestore();
    expect(asked()).toEqual([["1"], ["1"], ["1"], ["1"], ["1"]]);
  });

  test("are read anew after half a minute", async () => {
    const { oneByOne, asked } = readsOf(10);
    const start = Date.now();
    await oneByOne("1", "2", "3", "4");
    const now = jest.spyOn(Date, "now");
    for (const [seconds, id] of [
      [29, "5"],
      [31, "6"],
    ] as const) {
      now.mockReturnValue(start + seconds * 1_000);
      await oneByOne(id);
    }
    now.mockRestore();
    expect(asked()).toEqual([["1"], ["2"], ["3"], 0, ["6"]]);
  });

  test("are read anew after a change", async () => {
    const { reads, oneByOne, asked } = readsOf(10);
    await oneByOne("1", "2", "3", "4");
    reads.forget();
    await oneByOne("5");
    expect(asked()).toEqual([["1"], ["2"], ["3"], 0, ["5"]]);
  });

  test("ask for what was not there when all were read", async () => {
    const { reads, oneByOne, asked } = readsOf(10);
    await oneByOne("1", "2", "3");
    expect(await reads.byId("99")).toBeUndefined();
    expect(asked()).toEqual([["1"], ["2"], ["3"], 0, ["99"]]);
  });

  test("stay a call each where there is too much to keep", async () => {
    const { oneByOne, asked } = readsOf(2_000);
    await oneByOne("1", "2", "3", "4", "1999");
    const pages = Array.from({ length: 10 }, (_, index) => index * pageSize);
    expect(asked()).toEqual([["1"], ["2"], ["3"], ...pages, ["4"], ["1999"]]);
  });

  test("are read at once where there is much and much is asked for", async () => {
    const { oneByOne, asked } = readsOf(2_500);
    const ids = Array.from({ length: 300 }, (_, index) => String(index));
    await oneByOne(...ids);
    const pages = (count: number) => Array.from({ length: count }, (_, index) => index * pageSize);
    const calls = (from: number, to: number) => ids.slice(from, to).map((id) => [id]);
    expect(asked()).toEqual([...calls(0, 3), ...pages(10), ...calls(3, 13), ...pages(13)]);
  });

  test("cost at most three times the calls of a call each where there is more than can be kept", async () => {
    const { oneByOne, asked } = readsOf(30_000);
    const ids = Array.from({ length: 300 }, (_, index) => String(index));
    for (const [index, id] of ids.entries()) {
      await oneByOne(id);
      expect(asked().length).toBeLessThanOrEqual(3 * (index + 1) + 10);
    }
    expect(asked().length).toBeLessThan(2 * ids.length);
  });

  test("stay a call each where all cannot be read", async () => {
    const { page, oneByOne } = readsOf(10);
    await oneByOne("1", "2", "3");
    page.mockRejectedValueOnce(new Error("no"));
    await oneByOne("4");
    expect(page).toHaveBeenCalledTimes(5);
  });
});

test("a filter stands under its collection, with a page; blocks come with their secrets", () => {
  expect(filterBody("flows", { id: { any_: ["1"] } })).toEqual({
    flows: { id: { any_: ["1"] } },
    limit: 200,
    offset: 0,
  });
  expect(filterBody("block_documents", {}, 400)).toEqual({
    block_documents: {},
    include_secrets: true,
    limit: 200,
    offset: 400,
  });
});

describe("reads beside other writers, who", () => {
  /** Reads of three pages; `between` changes what is there after the first of them. */
  function readsBeside(between: (rows: Row[]) => void) {
    const rows = Array.from({ length: 450 }, (_, index) => ({ id: String(index) }));
    const page = async (filter: { id?: { any_: string[] } }, offset: number): Promise<Row[]> => {
      const wanted = filter.id ? rows.filter(({ id }) => filter.id!.any_.includes(id)) : rows;
      const found = wanted.slice(offset, offset + pageSize);
      if (!filter.id && offset === 0) between(rows);
      return found;
    };
    return new BatchedReads<Row>(page);
  }
  const afterSome = async (reads: BatchedReads<Row>, id: string) => {
    for (const first of ["441", "442", "443"]) await reads.byId(first);
    return reads.byId(id);
  };

  test("delete some, lose none of the others, which are on other pages now", async () => {
    const deleting = () => readsBeside((rows) => rows.splice(0, 10));
    for (const id of ["200", "205", "209", "210", "449"]) expect(await afterSome(deleting(), id)).toEqual({ id });
  });

  test("delete one before its page is read, have it gone", async () => {
    expect(
      await afterSome(
        readsBeside((rows) => rows.splice(300, 1)),
        "300",
      ),
    ).toBeUndefined();
  });

  test("add some, lose none, neither of the old nor of the new", async () => {
    const adding = () => readsBeside((rows) => rows.unshift({ id: "new" }));
    for (const id of ["new", "199", "200", "449"]) expect(await afterSome(adding(), id)).toEqual({ id });
  });
});
