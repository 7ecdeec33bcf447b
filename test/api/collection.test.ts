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
