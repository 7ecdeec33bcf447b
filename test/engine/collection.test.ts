import { path } from "../../sdk/src/api/client";
import { collection } from "../../sdk/src/engine/collection";
import type { UpdateContext } from "../../sdk/src/engine/definition";
import { text } from "../../sdk/src/engine/field";
import { clientOf, server } from "../api/client-of";
import { json } from "../support/scripted-server";

const fields = { name: text({ sent: "create" }), description: text() };
const byKey = ({ name }: { name?: string }) => path`/things/name/${name ?? ""}`;
const context: UpdateContext = { say: () => {}, changed: ["description"] };
const inputs = { name: "a b", description: "new" };
const wire = { id: "1/2", created: "2026-01-01", name: "a b", description: "old" };
const asked = () => server.received.map(({ method, path: address, body }) => [method, address, body]);

test("objects of a collection are found by their key, and made, read, changed and deleted by their ids", async () => {
  const client = await clientOf(json(200, wire));
  const { find, create, read, update, delete: remove } = collection("/things/", fields, { byKey });
  const seen = { id: "1/2", created: "2026-01-01", inputs: { name: "a b", description: "old" }, state: {} };
  expect(await find(client, inputs)).toEqual(seen);
  expect(await create(client, inputs, context)).toEqual({ id: "1/2", state: {} });
  expect(await read(client, "1/2", inputs)).toEqual(seen);
  expect(await update(client, "1/2", inputs, inputs, context)).toEqual({});
  await remove(client, "1/2", inputs, context);
  expect(asked()).toEqual([
    ["GET", "/things/name/a%20b", ""],
    ["POST", "/things/", inputs],
    ["GET", "/things/1%2F2", ""],
    ["PATCH", "/things/1%2F2", { description: "new" }],
    ["DELETE", "/things/1%2F2", ""],
  ]);
});

test("a change that is none of the server's business is not sent", async () => {
  const client = await clientOf(json(200, wire));
  const { update } = collection("/things/", { ...fields, note: text({ wire: false }) }, { byKey });
  expect(await update(client, "1/2", inputs, inputs, { ...context, changed: ["note"] })).toEqual({});
  expect(asked()).toEqual([]);
});

test("what is gone is none", async () => {
  const gone = json(404, { detail: "not found" });
  const client = await clientOf((received, response) =>
    (received.path === "/admin/version" ? json(200, "3.0.0") : gone)(received, response),
  );
  const { find, read } = collection("/things/", fields, { byKey });
  expect([await find(client, inputs), await read(client, "1", inputs)]).toEqual([undefined, undefined]);
});

test("objects whose collection can be filtered are read together, and as their kind observes them", async () => {
  const client = await clientOf(json(200, [wire]));
  const observe = (found: object, declared: object) => ({ id: "observed", inputs: {}, state: { found, declared } });
  const { find, read } = collection("/variables/", fields, { byKey, rows: "variables", observe });
  const [first, second] = await Promise.all([read(client, "1/2", inputs), read(client, "3", inputs)]);
  expect(first).toEqual({ id: "observed", inputs: {}, state: { found: wire, declared: inputs } });
  expect(second).toBeUndefined();
  expect(asked().map(([method, address]) => [method, address])).toEqual([["POST", "/variables/filter"]]);
  expect(await find(client, inputs)).toMatchObject({ state: { declared: inputs } });
});
