import { identityOf, judge, recently } from "../../sdk/src/engine/ownership";
import { unknown } from "../../sdk/src/engine/unknown";
import { type ThingInputs, thingDefinition } from "./thing";

const definition = thingDefinition(new Map());
const hour = 3600 * 1000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

interface Circumstances {
  created?: string;
  inputs?: Partial<ThingInputs>;
  isInState?: boolean;
  unknown?: string[];
  serverTime?: Date;
  isHalfMade?: boolean;
}

/** What becomes of a resource for which there is a thing `a` of size 1 already. */
const verdict = ({ created = ago(0), inputs = {}, isInState = false, unknown = [], ...more }: Circumstances) =>
  judge(
    { ...definition, isHalfMade: () => more.isHalfMade === true },
    { id: "id", created, inputs: { name: "a", size: 1, colour: "red", token: "hush-theirs" }, state: {} },
    { name: "a", size: 1, colour: "red", token: "hush-theirs", ...inputs },
    { serverTime: () => more.serverTime },
    { isInState, isUnknown: (property) => unknown.includes(property) },
  );
const refused = (start: string) => ({ refusal: expect.stringMatching(new RegExp(`^${start}`)) });

describe("an object that exists already", () => {
  test("and equals the program is taken over within the hour, and refused later", () => {
    expect(verdict({ created: ago(hour - 60_000) })).toMatchObject({ adopts: "", changed: [] });
    expect(verdict({ created: ago(hour + 60_000) })).toEqual(
      refused("exists already and equals the program; .*`aliases`"),
    );
  });

  test("and equals the program is as old as the server's clock says", () => {
    expect(verdict({ created: ago(5 * hour), serverTime: new Date(Date.now() - 5 * hour + 60_000) })).toMatchObject({
      changed: [],
    });
    expect(verdict({ created: ago(0), serverTime: new Date(Date.now() + 2 * hour) })).toEqual(
      refused("exists already"),
    );
  });

  test("and whose age nobody knows is refused", () => {
    const inputs = { name: "a" };
    const existing = { id: "id", inputs, state: {} };
    expect(judge(definition, existing, inputs, {}, { isInState: false, isUnknown: () => false })).toEqual(
      refused("exists already and equals"),
    );
  });

  test("and differs is refused, however new, and every difference is named", () => {
    expect(verdict({ inputs: { size: 2, token: "hush-ours" } })).toEqual({
      refusal:
        "exists already and differs in `size`, `token`; write `adopt: true` to take it over and change it, or choose another name",
    });
  });

  test("and differs is taken over with adopt, with what changes and no secret", () => {
    expect(verdict({ inputs: { size: 2, token: "hush-ours", adopt: true } })).toEqual({
      adopts: "size 1 → 2; token (secret)",
      changed: ["size", "token"],
      olds: { name: "a", size: 1, colour: "red", token: "(secret, set on the server)", adopt: true },
    });
  });

  test("and that the state has is taken over, however old and different", () => {
    expect(verdict({ created: ago(9 * hour), inputs: { size: 2 }, isInState: true })).toMatchObject({
      changed: ["size"],
    });
  });

  test("and is a half of what a killed run made is taken over within the hour, and refused later", () => {
    expect(verdict({ inputs: { size: 2 }, isHalfMade: true })).toMatchObject({ changed: ["size"] });
    expect(verdict({ created: ago(2 * hour), inputs: { size: 2 }, isHalfMade: true })).toEqual(
      refused("exists already and differs in `size`"),
    );
  });

  test("and cannot be changed into what the program says is refused, whoever has it", () => {
    const refusal = refused("exists already with another `colour`, which cannot be changed; write what the server has");
    expect(verdict({ inputs: { colour: "blue", adopt: true } })).toEqual(refusal);
    expect(verdict({ inputs: { colour: "blue" }, isInState: true })).toEqual(refusal);
    expect(verdict({ inputs: { colour: "blue" } })).toEqual(refused("exists already and differs in `colour`"));
  });

  test("is not judged by what is not known yet", () => {
    expect(verdict({ inputs: { size: unknown as never }, unknown: ["size"] })).toMatchObject({ changed: [] });
    const inputs = { colour: unknown as never, adopt: true };
    expect(verdict({ inputs, unknown: ["colour"] })).toMatchObject({ adopts: "", changed: [] });
  });
});

test("what is an hour old is not new", () => {
  const now = new Date();
  expect(recently(new Date(now.getTime() - hour + 1), now)).toBe(true);
  expect(recently(new Date(now.getTime() - hour), now)).toBe(false);
  expect(recently(new Date(Number.NaN), now)).toBe(false);
});

describe("what names an object among all of a workspace", () => {
  test.each([
    ["its kind and name", { name: "a" }, '[null,"Thing","a"]'],
    ["the workspace too", { name: "a", connection: "prod" }, '["prod","Thing","a"]'],
    ["nothing while the name is not known", { name: unknown }, undefined],
  ])("is %s", (_, inputs, identity) => {
    expect(identityOf(definition, inputs)).toBe(identity);
  });

  test("is the default where the name is left out", () => {
    expect(identityOf({ ...definition, naturalKey: ["name", "size"], defaults: { size: 7 } }, { name: "a" })).toBe(
      '[null,"Thing","a",7]',
    );
  });

  test("is what the kind says, and nothing where several may have one name, or where there is no object", () => {
    expect(identityOf({ ...definition, identity: () => ["Block", "secret", "a"] }, { name: "b" })).toBe(
      '[null,"Block","secret","a"]',
    );
    expect(identityOf({ ...definition, identity: () => [] }, { name: "b" })).toBeUndefined();
    expect(identityOf({ ...definition, naturalKey: [] }, { name: "b" })).toBeUndefined();
    expect(identityOf({ ...definition, isEffect: true }, { name: "b" })).toBeUndefined();
  });
});
