import * as pulumi from "@pulumi/pulumi";
import {
  type ArgsOf,
  faultsOfArgs,
  flag,
  inTypeScript,
  integer,
  json,
  list,
  map,
  object,
  oneOf,
  readArgs,
  settings,
  text,
  withoutDefaults,
} from "../../sdk/src/provider/component-args";
import { resolved } from "../support/mocks";

const place = {
  host: text({ required: true }),
  password: text({ secret: true }),
  port: integer({ min: 1, default: 80 }),
};
interface Place extends ArgsOf<typeof place> {}

const table = {
  name: text({ check: (given: string) => (given === "bad" ? 'is "bad"; write another' : undefined) }),
  folder: text({ plain: true }),
  access: oneOf("key", "role")({ plain: true, default: "key" }),
  keep: integer({ plain: true, min: 0, default: 10, sugar: inTypeScript<false>() }),
  verify: flag({ plain: true, default: true }),
  tags: list(text())(),
  readers: map(text({ check: (given: string) => (given === "bad" ? 'has "bad"' : undefined) }))({
    plain: true,
    sugar: inTypeScript<pulumi.Input<string>[]>(),
  }),
  variables: map(json())({ plain: true }),
  bucketArgs: settings<{ acl?: string }>(),
  place: object<Place>("Place", place)({ plain: true, sugar: inTypeScript<string>() }),
};
type Given = ArgsOf<typeof table>;

const refuse = (reason: string): never => {
  throw new Error(reason);
};
const read = (given: Given) => readArgs(table, given, refuse);

test("what is left out has its default, also inside an object", () => {
  expect(read({})).toEqual({ access: "key", keep: 10, verify: true });
  expect(read({ keep: false, verify: false, place: { host: "a" } })).toEqual({
    access: "key",
    keep: false,
    verify: false,
    place: { host: "a", port: 80 },
  });
});

test("what is secret is an output that says so, and what TypeScript writes in its place stays as it is", async () => {
  const { place: read80 } = read({ place: { host: "a", password: "hush" } });
  const { password } = read80 as unknown as { password: pulumi.Output<string> };
  expect([await resolved(password), await pulumi.isSecret(password)]).toEqual(["hush", true]);
  expect(read({ place: "a" }).place).toBe("a");
});

test.each<[unknown, string[]]>([
  [{}, []],
  [{ name: "a", folder: "b", access: "role", keep: 0, verify: false, tags: ["c"], variables: { d: null } }, []],
  [{ keep: false, readers: ["a"], place: "b" }, []],
  [{ name: pulumi.output("bad"), tags: Promise.resolve(["a"]), readers: { a: pulumi.output("bad") } }, []],
  [{ name: "bad" }, ['`name` is "bad"; write another']],
  [{ name: 1 }, ["`name` is a number; write a text"]],
  [{ name: null }, ["`name` is null; write a text"]],
  [
    { folder: pulumi.output("a") },
    ["`folder` is an output, and it is read while the program runs; write a text itself"],
  ],
  [{ access: "other" }, ['`access` is "other"; write "key" or "role"']],
  [{ access: 1 }, ['`access` is a number; write "key" or "role"']],
  [{ keep: -1 }, ["`keep` is -1; write a whole number from 0"]],
  [{ keep: 1.5 }, ["`keep` is 1.5; write a whole number from 0"]],
  [{ verify: "yes" }, ["`verify` is a text; write true or false"]],
  [{ tags: "a" }, ["`tags` is a text; write a list"]],
  [{ tags: { a: "b" } }, ["`tags` is an object; write a list"]],
  [{ tags: ["a", 1] }, ["`tags` has a number; write a text"]],
  [{ readers: ["bad"] }, ['`readers` has "bad"']],
  [{ readers: { a: "bad" } }, ['`readers` has "bad"']],
  [{ variables: ["a"] }, ["`variables` is a list; write a map"]],
  [{ place: {} }, ["`place.host` is missing; write a text"]],
  [{ place: { host: "a", port: 0 } }, ["`place.port` is 0; write a whole number from 1"]],
])("of %j it is told %j", (given, faults) => {
  expect([...faultsOfArgs(table, given as object)]).toEqual(faults);
});

test("a secret of the wrong type is not told", () => {
  const [fault] = faultsOfArgs(table, { place: { host: "a", password: ["hush"] } });
  expect(fault).toBe("`place.password` is a list; write a text");
});

test("the first fault is refused", () => {
  expect(() => read({ access: "other" as "key", keep: -1 })).toThrow('`access` is "other"; write "key" or "role"');
});

test("a default that a language writes by itself says nothing, and any other value stays", () => {
  const given = { access: "key", keep: 10, verify: true, folder: "flows", tags: null };
  expect(withoutDefaults(table, given)).toEqual({ folder: "flows" });
  const said = { access: "role", keep: 0, verify: false };
  expect(withoutDefaults(table, said)).toEqual(said);
});
