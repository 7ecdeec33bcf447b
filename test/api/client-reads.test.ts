import type { Client } from "../../sdk/src/api/client";
import { json } from "../support/scripted-server";
import { clientOf, server } from "./client-of";

test("reads asked for at the same time share a call, and one that is missing is gone", async () => {
  const client = await clientOf(({ body }, response) => {
    const ids = (body as any).variables.id.any_ as string[];
    json(
      200,
      ids.filter((id) => id !== "9").map((id) => ({ id })),
    )(null as never, response);
  });
  const found = await Promise.all(["1", "2", "9"].map((id) => client.byId("variables", id)));
  expect(found).toEqual([{ id: "1" }, { id: "2" }, undefined]);
  expect(server.received).toHaveLength(1);
});

describe("more reads at a time than a call takes", () => {
  const listing = async () =>
    clientOf(({ body }, response) => {
      const ids: string[] = (body as any).variables.id?.any_ ?? [];
      json(
        200,
        ids.map((id) => ({ id })),
      )(null as never, response);
    });
  const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index));

  test("share as few calls as they can, and all are answered", async () => {
    const client = await listing();
    const found = await Promise.all(ids(450).map((id) => client.byId("variables", id)));
    expect(found).toEqual(ids(450).map((id) => ({ id })));
    expect(server.received.map(({ body }) => (body as any).variables.id.any_.length)).toEqual([200, 200, 50]);
  });

  test("are answered when others follow at once", async () => {
    const client = await listing();
    const first = ids(401).map((id) => client.byId("variables", id));
    await first[0];
    const second = ids(401).map((id) => client.byId("variables", id));
    expect((await Promise.all([...first, ...second])).every(Boolean)).toBe(true);
  });

  test("all fail with the reason when a call fails", async () => {
    const client = await clientOf(json(500, { exception_message: "Internal Server Error" }));
    const reads = await Promise.allSettled(ids(401).map((id) => client.byId("variables", id)));
    expect(new Set(reads.map((read) => (read as PromiseRejectedResult).reason.message))).toEqual(
      new Set(["POST /variables/filter answered 500: Internal Server Error"]),
    );
  });
});

test("a server that lists the same page for ever is left", async () => {
  const page = json(
    200,
    Array.from({ length: 200 }, () => ({ id: "1" })),
  );
  const client = await clientOf(page);
  await expect(client.filter("variables", {})).rejects.toThrow(/lists more than 100000 objects/);
});

describe("what is listed", () => {
  const rows = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ id: String(from + index) }));
  const bodies = () => server.received.map(({ method, path, body }) => [method, path, body]);

  test("comes page by page, until one is not full", async () => {
    const client = await clientOf(json(200, rows(200)), json(200, rows(4, 199)));
    expect(await client.filter("flows", { name: { any_: ["a"] } }, { deployments: { id: { any_: ["1"] } } })).toEqual(
      rows(203),
    );
    const filters = { flows: { name: { any_: ["a"] } }, deployments: { id: { any_: ["1"] } } };
    expect(bodies()).toEqual([
      ["POST", "/flows/filter", { ...filters, limit: 200, offset: 0 }],
      ["POST", "/flows/filter", { ...filters, limit: 200, offset: 199 }],
    ]);
  });

  test("by a path takes what the path wants beside the page", async () => {
    const client = await clientOf(json(200, rows(200)), json(200, rows(1, 199)));
    expect(await client.list("/concurrency_limits/filter", { all: true })).toEqual(rows(200));
    expect(bodies()).toEqual([
      ["POST", "/concurrency_limits/filter", { all: true, limit: 200, offset: 0 }],
      ["POST", "/concurrency_limits/filter", { all: true, limit: 200, offset: 199 }],
    ]);
  });
});

describe("what others add and delete while pages are read", () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({ id: String(from + index) }));
  const listed = async (first: { id: string }[], later: { id: string }[]) => {
    let there = first;
    const client = await clientOf(({ body }, response) => {
      const { offset, limit } = body as { offset: number; limit: number };
      json(200, there.slice(offset, offset + limit))(null as never, response);
      there = later;
    });
    return (await client.filter<{ id: string }>("variables", {})).map(({ id }) => Number(id)).sort((a, b) => a - b);
  };
  const from = (start: number, end: number) => rows(start, end).map(({ id }) => Number(id));

  test("hides no row where the rows behind a deleted one move up", async () => {
    expect(await listed(rows(0, 500), rows(50, 500))).toEqual(from(0, 500));
  });

  test("hides no row where so many are deleted that the next page is not there any more", async () => {
    expect(await listed(rows(0, 500), rows(350, 500))).toEqual([...from(0, 200), ...from(350, 500)]);
  });

  test("lists no row twice where a new one moves the others down", async () => {
    expect(await listed(rows(0, 500), [{ id: "500" }, ...rows(0, 500)])).toEqual(from(0, 500));
  });
});

describe("what was read before is out of date", () => {
  const variables = json(200, [{ id: "1" }, { id: "2" }, { id: "3" }, { id: "4" }]);
  const readAll = async (client: Client) => {
    for (const id of ["1", "2", "3", "4"]) await client.byId("variables", id);
  };

  test.each<[string, (client: Client) => Promise<unknown>]>([
    ["POST", (client) => client.post("/variables/", {})],
    ["POST that overwrites", (client) => client.upsert("/variables/", {})],
    ["PUT", (client) => client.put("/variables/1", {})],
    ["PATCH", (client) => client.patch("/variables/1", {})],
    ["DELETE", (client) => client.delete("/variables/1")],
  ])("after a %s", async (_, write) => {
    const client = await clientOf(variables);
    await readAll(client);
    const before = server.received.length;
    await client.byId("variables", "1");
    expect(server.received).toHaveLength(before);
    await write(client);
    await client.byId("variables", "1");
    expect(server.received).toHaveLength(before + 2);
  });

  test("after a write that failed, as it may have been done", async () => {
    const client = await clientOf(variables, variables, variables, variables, json(500, {}), variables);
    await readAll(client);
    await expect(client.patch("/variables/1", {})).rejects.toThrow("answered 500");
    await client.byId("variables", "1");
    expect(server.received).toHaveLength(6);
  });
});

test.each([
  [200, true],
  [201, false],
])("an object of a key that a request overwrites was there when the answer is %s: %s", async (status, existed) => {
  const client = await clientOf(json(status, { id: "1" }));
  expect(await client.upsert("/flows/", { name: "a" })).toEqual({ object: { id: "1" }, existed });
});
