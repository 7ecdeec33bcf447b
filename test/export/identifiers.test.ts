import { identifiersOf } from "../../sdk/src/export/identifiers";

const named = (...names: string[]) => {
  const objects = names.map((name, index) => ({ id: String(index), kind: "Flow", name, inputs: {} }));
  return [...identifiersOf(objects).values()];
};

const words =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
  "finally for function if implements import in instanceof interface let new null package private protected public return " +
  "static super switch this throw true try typeof var void while with yield exports globalThis module require undefined " +
  "config imported pulumi syntask";

test.each(words.split(" "))("an object called %s is a constant of another name", (word) => {
  expect(named(word)).toEqual([`${word}Flow`]);
});

test("objects of one name are told apart", () => {
  expect(named("etl", "etl", "etl")).toEqual(["etl", "etlFlow", "etlFlow2"]);
});

test.each([
  ["nightly run", "nightlyRun"],
  ["Team-Flows_2", "teamFlows2"],
  ["ETL", "eTL"],
  ["  a  b  ", "aB"],
  ["2nd", "_2nd"],
  ["Ä", "_"],
])("an object called %j is %s in a program", (name, identifier) => {
  expect(named(name)).toEqual([identifier]);
});
