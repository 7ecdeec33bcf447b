import { plan } from "../../sdk/src/engine/plan";
import { thingDefinition } from "./thing";

const definition = thingDefinition(new Map(), {
  replaceBecause: (olds, news) =>
    olds.size !== undefined && news.size === undefined
      ? [{ property: "size", reason: "cannot be cleared: the server has no call for it" }]
      : [],
});
const things = { name: "a", size: 1, colour: "red" };

test("what changes in place replaces nothing", () => {
  expect(plan(definition, things, { ...things, size: 2 })).toEqual({
    changed: ["size"],
    replaces: [],
    reasons: [],
    deleteBeforeReplace: true,
  });
});

test("an input that cannot be changed replaces, the old one first", () => {
  expect(plan(definition, things, { ...things, colour: "blue" })).toMatchObject({
    changed: ["colour"],
    replaces: ["colour"],
    deleteBeforeReplace: true,
  });
});

test("of a kind that says so the new one is there before the old one goes", () => {
  const many = thingDefinition(new Map(), { createBeforeDelete: true });
  expect(plan(many, things, { ...things, colour: "blue" })).toMatchObject({
    replaces: ["colour"],
    deleteBeforeReplace: false,
  });
});

test("a rename replaces, the new one first, whatever else changes", () => {
  expect(plan(definition, things, { ...things, name: "b", colour: "blue" })).toMatchObject({
    changed: ["name", "colour"],
    replaces: ["name", "colour"],
    deleteBeforeReplace: false,
  });
});

test("what cannot be changed in this very case replaces, with the reason", () => {
  expect(plan(definition, things, { name: "a", colour: "red" })).toEqual({
    changed: ["size"],
    replaces: ["size"],
    reasons: ["`size` cannot be cleared: the server has no call for it"],
    deleteBeforeReplace: true,
  });
});

test("what has to go for another reason than a changed input counts as changed", () => {
  const expired = { ...definition, replaceBecause: () => [{ property: "token", reason: "is over" }] };
  expect(plan(expired, things, things)).toMatchObject({ changed: ["token"], replaces: ["token"] });
});
