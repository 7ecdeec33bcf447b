import { Client } from "../../sdk/src/api/client";
import { countedServer } from "../support/counted-server";
import { raw, unique } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";

const { said, proxy, config } = countedServer();

/** What a preview of a new resource says. */
async function previewed(kind: string, inputs: object): Promise<string[]> {
  expect(await new SmallEngine(kind, config()).check(inputs as never)).toEqual([]);
  return said();
}

const name = () => unique("Two-Words");
const otherwise = (written: string) => written.toLowerCase().replaceAll("-", "_");
const only = "in case, dashes, underscores or blanks only; if that one is meant, write its name";

const kinds: [string, string, object, (name: string) => Promise<unknown>][] = [
  ["WorkPool", "work pool", { type: "process" }, (name) => raw("POST", "/work_pools/", { name, type: "process" })],
  ["Flow", "flow", {}, (name) => raw("POST", "/flows/", { name })],
  [
    "GlobalConcurrencyLimit",
    "global concurrency limit",
    { limit: 1 },
    (name) => raw("POST", "/v2/concurrency_limits/", { name, limit: 1 }),
  ],
];

describe.each(kinds)("%s", (kind, noun, inputs, make) => {
  test("one whose name reads like that of another is told of at preview, in one line", async () => {
    const written = name();
    await make(otherwise(written));
    expect(await previewed(kind, { name: written, ...inputs })).toEqual([
      `${noun} "${written}" is new: "${otherwise(written)}", which exists, differs from "${written}" ${only}`,
    ]);
  });

  test("one of another name, and one that exists as it is written, are not", async () => {
    const written = name();
    await make(otherwise(written));
    expect(await previewed(kind, { name: `${written}-other`, ...inputs })).toEqual([]);
    await previewed(kind, { name: otherwise(written), ...inputs });
    expect(said().filter((line) => line.includes("is new"))).toEqual([]);
  });
});

test("a variable whose name reads like that of another is told of at preview", async () => {
  const written = unique("two_words").replaceAll("-", "_");
  const other = written.replaceAll("_", "");
  await raw("POST", "/variables/", { name: other, value: 1 });
  expect(await previewed("Variable", { name: written, value: 1 })).toEqual([
    `variable "${written}" is new: "${other}", which exists, differs from "${written}" ${only}`,
  ]);
});

test("a deployment whose flow reads like another one is told of at preview", async () => {
  const flow = name();
  await raw("POST", "/flows/", { name: otherwise(flow) });
  expect(await previewed("Deployment", { flow, name: "nightly", entrypoint: "etl.py:main" })).toEqual([
    `deployment "${flow}/nightly" is new: "${otherwise(flow)}", which exists, differs from "${flow}" ${only}`,
  ]);
});

test("many new ones of a kind look once", async () => {
  const looked = () => proxy().calls["POST /api/work_pools/filter 200"];
  const look = () => new SmallEngine("WorkPool", config()).check({ name: name(), type: "process" });
  await look();
  // The server is shared: its pools may be more than a page.
  const once = looked();
  expect(once).toBeGreaterThan(0);
  for (let others = 0; others < 4; others++) await look();
  expect(looked()).toBe(once);
});

test("new ones whose names nobody has are not asked for one by one", async () => {
  const flow = name();
  const engine = new SmallEngine("Deployment", config());
  await engine.check({ flow, name: "first", entrypoint: "etl.py:main" });
  proxy().reset();
  jest.spyOn(Client.prototype, "names").mockResolvedValue({ names: [], areAll: true });
  await engine.check({ flow, name: "second", entrypoint: "etl.py:main" });
  expect(proxy().calls).toEqual({});
  jest.spyOn(Client.prototype, "names").mockResolvedValue({ names: [], areAll: false });
  await engine.check({ flow, name: "third", entrypoint: "etl.py:main" });
  expect(Object.keys(proxy().calls)).toEqual([`GET /api/deployments/name/${flow}/third 404`]);
  jest.restoreAllMocks();
});

test.each([
  ["Secret", { value: "hush" }],
  ["Block", { typeSlug: "secret", data: { value: "hush" } }],
])("new blocks of the kind %s whose names nobody has cost one call each", async (kind, inputs) => {
  const others = jest.spyOn(Client.prototype, "firstPage").mockResolvedValue([]);
  const make = async () => {
    const engine = new SmallEngine(kind, config());
    const block = { name: unique("secret"), ...inputs };
    expect(await engine.check(block)).toEqual([]);
    await engine.up(block);
  };
  await make();
  proxy().reset();
  for (let more = 0; more < 3; more++) await make();
  // SQLite refuses a write beside those of other tests.
  const { "POST /api/block_documents/ 503": _, ...answered } = proxy().calls;
  expect(answered).toEqual({ "POST /api/block_documents/ 201": 3 });
  others.mockRestore();
});

test("a block that was made since the look is seen, by whatever kind it was made", async () => {
  const name = unique("made-since");
  expect(await new SmallEngine("Secret", config()).check({ name, value: "hush" })).toEqual([]);
  await new SmallEngine("Block", config()).up({ name, typeSlug: "secret", data: { value: "hush" } });
  expect(await new SmallEngine("Secret", config()).check({ name, value: "other" })).toEqual([
    expect.stringContaining("exists already and differs in `value`"),
  ]);
});

test("what was made since the look is seen", async () => {
  const engine = () => new SmallEngine("Variable", config());
  const inputs = { name: unique("made_since").replaceAll("-", "_"), value: 1 };
  expect(await engine().check(inputs)).toEqual([]);
  await engine().up(inputs);
  expect(await engine().check({ ...inputs, value: 2 })).toEqual([
    expect.stringContaining("exists already and differs in `value`"),
  ]);
});

test("a look that goes wrong is not told of", async () => {
  const look = jest.spyOn(Client.prototype, "names").mockRejectedValue(new Error("no"));
  expect(await previewed("WorkPool", { name: name(), type: "process" })).toEqual([]);
  expect(look).toHaveBeenCalled();
  look.mockRestore();
});

test("one of hundreds of flows is found, as the newest are looked at", async () => {
  const others = Array.from({ length: 210 }, (_, index) => `aaa-${unique(String(index))}`);
  for (const other of others) await raw("POST", "/flows/", { name: other });
  const written = `zzz-${name()}`;
  await raw("POST", "/flows/", { name: otherwise(written) });
  expect(await previewed("Flow", { name: written })).toEqual([
    expect.stringContaining(`"${otherwise(written)}", which exists`),
  ]);
});
