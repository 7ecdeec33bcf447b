import type { Client } from "../../sdk/src/api/client";
import { dialectOf } from "../../sdk/src/api/dialect";
import { checkName, checkReserved, checkSlug, checkVariableName, slugOf } from "../../sdk/src/checks/names";
import { CheckFailures } from "../../sdk/src/engine/check-failures";

type Check = (property: string, name: string, failures: CheckFailures) => void;

function failuresOf(check: Check, name: string): readonly string[] {
  const failures = new CheckFailures();
  check("name", name, failures);
  return failures.lines;
}

describe("a name", () => {
  test.each(["etl", "Größe: 3 (a.b) #1?", " a "])("%j is right", (name) => {
    expect(failuresOf(checkName, name)).toEqual([]);
  });

  test.each([
    ["", "`name` is blank; write a name"],
    [" \n", "`name` is blank; write a name"],
    ["a/b", '`name` "a/b" contains "/"; a name may not contain / % & < >'],
    ["<a>/<b>", '`name` "<a>/<b>" contains "<", ">", "/"; a name may not contain / % & < >'],
  ])("%j is refused", (name, line) => {
    expect(failuresOf(checkName, name)).toEqual([line]);
  });

  test("that is left out is not checked", () => {
    const failures = new CheckFailures();
    checkName("name", undefined, failures);
    checkSlug("name", undefined, failures);
    expect(failures.lines).toEqual([]);
  });
});

test.each([
  ["Team Flows", "team-flows"],
  ["--a__b  c!", "a-b-c"],
  ["a-1", "a-1"],
  ["Ä", ""],
])("the slug of %j is %j", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

describe("a slug", () => {
  test.each(["a", "a-b-2", "-"])("%s is right", (slug) => {
    expect(failuresOf(checkSlug, slug)).toEqual([]);
  });

  test.each([
    ["Team Flows", '; write "team-flows"'],
    ["_a", '; write "a"'],
    ["a b", '; write "a-b"'],
    ["Ä", ""],
    ["", ""],
  ])("%j is refused, with what to write", (slug, advice) => {
    expect(failuresOf(checkSlug, slug)).toEqual([
      `\`name\` "${slug}" may hold only lowercase letters, digits and dashes${advice}`,
    ]);
  });
});

describe("a variable's name", () => {
  test.each(["a", "a_1", "a".repeat(255)])("%s is right", (name) => {
    expect(failuresOf(checkVariableName, name)).toEqual([]);
  });

  test.each([
    ["Largest Size", '; write "largest_size"'],
    ["--a--b--", '; write "a_b"'],
    ["_a-", '; write "a"'],
    ["-a", '; write "a"'],
    ["Ä", ""],
  ])("%j is refused, with what to write", (name, advice) => {
    expect(failuresOf(checkVariableName, name)).toEqual([
      `\`name\` "${name}" may hold only lowercase letters, digits and underscores${advice}`,
    ]);
  });

  test("may have dashes where the server takes them", () => {
    const check: typeof checkVariableName = (property, name, failures) =>
      checkVariableName(property, name, failures, { mayHaveDashes: true });
    expect(failuresOf(check, "a-1")).toEqual([]);
    expect(failuresOf(check, "A-1")).toEqual([
      '`name` "A-1" may hold only lowercase letters, digits, underscores and dashes; write "a_1"',
    ]);
  });

  test("of more than 255 characters is refused", () => {
    expect(failuresOf(checkVariableName, "a".repeat(256))).toEqual([
      "`name` has 256 characters, and a variable's name has at most 255",
    ]);
  });
});

test("a name that begins like the server's own is refused where the server is known", () => {
  const server = { dialect: dialectOf("syntask") } as Client;
  const reserved = (name: string, client: Client | undefined) =>
    failuresOf((property, value, failures) => checkReserved(property, value, failures, { client }), name);
  expect(reserved("Syntask-pool", server)).toEqual([
    '`name` "Syntask-pool" starts with "syntask", which the server keeps for itself; choose another name',
  ]);
  expect(reserved("my-syntask-pool", server)).toEqual([]);
  expect(reserved("prefect-pool", server)).toEqual([]);
  expect(reserved("syntask-pool", undefined)).toEqual([]);
});
