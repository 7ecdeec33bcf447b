import { oldest } from "../../sdk/src/api/server-version";
import { collections, plainTypes } from "../../sdk/src/python/type-schemas";
import { signatures, testPythonFlows } from "../support/python-flows";

test("every type that has a schema of its own is in the file", () => {
  const names = [...Object.keys(plainTypes), ...Object.keys(collections)].map((name) => name.split(".").at(-1)!);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(signatures))).toEqual([]);
});

testPythonFlows(() => {
  const python = process.env.PULUMI_SYNTASK_PYTHON;
  if (!python) throw new Error("no Python: run the tests with `npm test`");
  return { python, version: oldest };
});
