import { ApiError, LostAnswerError } from "../../sdk/src/api/errors";
import type { Definition } from "../../sdk/src/engine/definition";
import * as lifecycle from "../../sdk/src/engine/lifecycle";
import { Run } from "../../sdk/src/engine/run";
import { type Things, thingDefinition } from "./thing";

/** No waiting between attempts. */
jest.mock("node:timers/promises", () => ({ setTimeout: async () => {} }));

let things: Things;
let run: Run;
let said: string[];
beforeEach(() => {
  things = new Map();
  run = new Run();
  said = [];
});

const server = { connection: { apiUrl: "http://server/api" } };
const surroundings = () => ({ remote: server, run, say: (line: string) => void said.push(line) });
const definitionWith = (more: Partial<Definition> = {}): Definition => thingDefinition(things, more as never);
const there = (inputs: object, id = "theirs") => {
  const { name, size, colour } = { name: "a", size: undefined, colour: undefined, ...inputs };
  things.set(id, { id, created: new Date().toISOString(), inputs: { name, size, colour }, state: { made: "by hand" } });
};
const conflict = () => Promise.reject(new ApiError("POST", "/things/", 409, "exists"));
const create = (inputs: object, more: Partial<Definition> = {}) =>
  lifecycle.create(definitionWith(more), { name: "a", ...inputs }, surroundings());
const anyOf = () => [...things.keys()];

describe("to make an object", () => {
  test("asks for nothing before, and is remembered", async () => {
    const find = jest.fn();
    expect(await create({}, { find })).toEqual({ id: "id of a", state: { made: "by create" } });
    expect(find).not.toHaveBeenCalled();
    expect(run.hasWritten("http://server/api id of a")).toBe(true);
    expect(run.isInState('[null,"Thing","a"]')).toBe(true);
  });

  test("that exists already takes it over as it is, where it equals the program, and says so", async () => {
    there({});
    const update = jest.fn();
    expect(await create({}, { create: conflict, update })).toEqual({ id: "theirs", state: { made: "by hand" } });
    expect(update).not.toHaveBeenCalled();
    expect(said).toEqual(["is there already and is taken over"]);
    expect(run.hasWritten("http://server/api theirs")).toBe(true);
  });

  test("that exists already and may be changed changes it, and says what", async () => {
    there({ size: 1 });
    const state = { made: "by update" };
    expect(await create({ size: 2, adopt: true }, { create: conflict })).toEqual({ id: "theirs", state });
    expect(said).toEqual(["is there already and is taken over; size 1 → 2"]);
  });

  test("that exists already and is another's changes nothing", async () => {
    there({ size: 1 });
    const update = jest.fn();
    await expect(create({ size: 2 }, { create: conflict, update })).rejects.toThrow(
      "exists already and differs in `size`",
    );
    expect(update).not.toHaveBeenCalled();
    expect(run.hasWritten("http://server/api theirs")).toBe(false);
  });

  test("that exists already is changed with what its outputs are at hand", async () => {
    there({ size: 1 });
    const update = jest.fn();
    await create({ size: 2, adopt: true }, { create: conflict, update });
    expect(update.mock.calls[0]![3]).toMatchObject({ name: "a", size: 1, made: "by hand" });
  });

  test("that `create` would overwrite and another resource of this run has is refused, also with adopt", async () => {
    there({ size: 1 });
    run.wrote("http://server/api theirs");
    await expect(create({ size: 2, adopt: true }, { createOverwrites: true })).rejects.toThrow(
      "belongs to another resource of this program already",
    );
    expect(anyOf()).toEqual(["theirs"]);
  });

  test("that another resource of this run has is refused, also with adopt", async () => {
    there({ size: 1 });
    run.wrote("http://server/api theirs");
    await expect(create({ size: 2, adopt: true }, { create: conflict })).rejects.toThrow(
      "belongs to another resource of this program already; take one of them away, or give it another name",
    );
  });

  test("that `create` would overwrite is looked for first", async () => {
    there({ size: 1 });
    const make = jest.fn();
    await expect(create({ size: 2 }, { createOverwrites: true, create: make })).rejects.toThrow("exists already");
    expect(make).not.toHaveBeenCalled();
    things.clear();
    expect(await create({}, { createOverwrites: true })).toMatchObject({ id: "id of a" });
  });

  test("of a kind that may have several of one name leaves the one that this run has, and no other", async () => {
    there({ size: 1 });
    const several = { createOverwrites: true, identity: () => [] };
    await expect(create({ size: 2 }, several)).rejects.toThrow("exists already");
    run.wrote("http://server/api theirs");
    expect(await create({ size: 2 }, several)).toMatchObject({ id: "id of a" });
    expect(anyOf()).toEqual(["theirs", "id of a"]);
  });

  test.each([
    ["overwritten", "now has the values of this program; choose another name, and let the other one's stack mend it"],
    ["left as it is", "stays as it is; choose another name, or write `adopt: true` to take it over and change it"],
  ] as const)(
    "that somebody made at that very moment, and that was %s, fails and says what to do",
    async (madeMeanwhile, advice) => {
      const made = async () => ({ id: "theirs", state: {}, madeMeanwhile });
      await expect(create({}, { create: made })).rejects.toThrow(
        `was made by somebody else at this very moment, and ${advice}`,
      );
    },
  );

  test("fails with the server's reason where it refuses for another cause, and where nothing is in the way", async () => {
    await expect(create({}, { create: conflict })).rejects.toThrow("answered 409");
    const unable = () => Promise.reject(new ApiError("POST", "/things/", 422, "size: too large"));
    there({});
    await expect(create({}, { create: unable })).rejects.toThrow("size: too large");
  });

  test("of which the answer was lost finds what became of it, or asks again", async () => {
    const lost = () => Promise.reject(new LostAnswerError(new Error("the connection broke")));
    let attempts = 0;
    const definition = definitionWith();
    const late = async (remote: unknown, inputs: object, context: any) => {
      if (++attempts === 1) return lost();
      return definition.create(remote, inputs as never, context);
    };
    expect(await create({}, { create: late })).toMatchObject({ id: "id of a" });
    expect(attempts).toBe(2);
    attempts = 0;
    const never = () => {
      attempts++;
      return lost();
    };
    await expect(create({ name: "c" }, { create: never })).rejects.toThrow("whether that was done is not known");
    expect(attempts).toBe(8);
    attempts = 0;
    const busy = () => {
      attempts++;
      return Promise.reject(new LostAnswerError(new ApiError("POST", "/things/", 503, "Service Unavailable")));
    };
    await expect(create({ name: "c" }, { create: busy })).rejects.toThrow("answered 503");
    expect(attempts).toBeGreaterThanOrEqual(15);
    there({ name: "b" }, "made all the same");
    expect(await create({ name: "b" }, { create: lost })).toMatchObject({ id: "made all the same" });
  });
});

describe("a look ahead", () => {
  const ahead = (more: Partial<Definition> = {}, inputs: object = {}) =>
    lifecycle.lookAhead(definitionWith(more), { name: "a", ...inputs }, surroundings(), () => false);

  test("finds nothing, what is taken over, or what is refused", async () => {
    expect(await ahead()).toBeUndefined();
    there({ size: 1 });
    expect(await ahead({}, { size: 1 })).toMatchObject({ changed: [] });
    expect(await ahead({}, { size: 2 })).toMatchObject({ refusal: expect.stringContaining("differs in `size`") });
  });

  test("asks for nothing that the state has, and passes by what this run wrote", async () => {
    there({ size: 1 });
    run.wrote("http://server/api theirs");
    expect(await ahead({}, { size: 2 })).toBeUndefined();
    const find = jest.fn();
    run.foundInState('[null,"Thing","a"]');
    expect(await ahead({ find })).toBeUndefined();
    expect(find).not.toHaveBeenCalled();
  });
});

describe("to change an object", () => {
  const update = (more: Partial<Definition> = {}) =>
    lifecycle.update(definitionWith(more), "ours", { name: "a" }, { name: "a", size: 2 }, surroundings());
  const gone = () => Promise.reject(new ApiError("PATCH", "/things/ours", 404, "not found"));
  const refresh = "was deleted on the server; `pulumi up --refresh` makes it anew";
  const another = /^was deleted on the server, and somebody has made another one of its name; delete that one or write/;

  test("gives the new state and is remembered", async () => {
    there({}, "ours");
    expect(await update()).toEqual({ made: "by update" });
    expect(run.hasWritten("http://server/api ours")).toBe(true);
  });

  test("by its name looks first whether it is that one", async () => {
    const change = jest.fn();
    await expect(update({ byName: ["update"], update: change })).rejects.toThrow(refresh);
    there({}, "another");
    await expect(update({ byName: ["update"], update: change })).rejects.toThrow(another);
    expect(change).not.toHaveBeenCalled();
    there({}, "ours");
    await update({ byName: ["update"], update: change });
    expect(change).toHaveBeenCalled();
  });

  test("that is gone says how to go on", async () => {
    await expect(update({ update: gone })).rejects.toThrow(refresh);
    there({}, "another");
    await expect(update({ update: gone })).rejects.toThrow(another);
  });

  test("fails with the server's reason where it is there, or the reason is another", async () => {
    there({}, "ours");
    await expect(update({ update: gone })).rejects.toThrow("answered 404");
    things.clear();
    const unable = () => Promise.reject(new ApiError("PATCH", "/things/ours", 422, "size: too large"));
    await expect(update({ update: unable })).rejects.toThrow("size: too large");
  });

  test("asks for nothing where only what never reaches it changes", () => {
    const definition = definitionWith();
    const olds = { name: "a", size: 1, made: "by create", __provider: "text" };
    expect(lifecycle.unreached(definition, olds, { name: "a", size: 1, adopt: true })).toEqual({ made: "by create" });
    expect(lifecycle.unreached(definition, olds, { name: "a", size: 2 })).toBeUndefined();
    expect(lifecycle.unreached(definition, olds, { name: "a" })).toBeUndefined();
  });
});

describe("to delete an object", () => {
  const remove = (more: Partial<Definition> = {}) =>
    lifecycle.remove(definitionWith(more), "ours", { name: "a" }, surroundings());
  beforeEach(() => there({}, "ours"));

  test("deletes it and says nothing", async () => {
    await remove();
    expect(anyOf()).toEqual([]);
    expect(said).toEqual([]);
  });

  test("that this run has written leaves it, and says so", async () => {
    run.wrote("http://server/api ours");
    await remove();
    expect(anyOf()).toEqual(["ours"]);
    expect(said).toEqual([
      "stays: this run has made it, changed it or taken it over for a resource that is still there",
    ]);
  });

  test("of the same id on another server deletes it", async () => {
    run.wrote("http://other/api ours");
    await remove();
    expect(anyOf()).toEqual([]);
  });

  test("by its name leaves another one that has the name by now, and says so", async () => {
    things.clear();
    there({}, "another");
    await remove({ byName: ["delete"], delete: async () => things.clear() });
    expect(anyOf()).toEqual(["another"]);
    expect(said).toEqual(["was deleted on the server; another one of its name, made since, stays"]);
  });

  test("by its name is done where nothing is there, and is done where it is that one", async () => {
    await remove({ byName: ["delete"] });
    expect(anyOf()).toEqual([]);
    await remove({ byName: ["delete"] });
    expect(said).toEqual([]);
  });
});

test("what is no object is not remembered either", async () => {
  await lifecycle.create(definitionWith({ isEffect: true }), { name: "a" }, surroundings());
  expect(run.hasWritten("http://server/api id of a")).toBe(false);
});

test("kinds in stores are not remembered by their id, as they remember each file", async () => {
  const stores = { connect: async () => undefined };
  await lifecycle.create(definitionWith(stores), { name: "a" }, { ...surroundings(), remote: undefined });
  expect(run.hasWritten("Thing id of a")).toBe(false);
});

test("to read an object that is gone gives nothing, and else what drifted in the user's writing", async () => {
  const read = (olds: object) => lifecycle.read(definitionWith(), server, "ours", olds);
  expect(await read({ name: "a" })).toBeUndefined();
  there({ size: 2 }, "ours");
  expect(await read({ name: "a", size: 1 })).toEqual({
    id: "ours",
    inputs: { name: "a", size: 2 },
    state: { made: "by hand" },
  });
});
