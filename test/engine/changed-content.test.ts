import { ChangedContents } from "../../sdk/src/engine/changed-content";

const place = { container: "code", folder: "etl/" };

function changed(): ChangedContents {
  const contents = new ChangedContents();
  contents.add(place, 'flow code "../provider/flows"');
  return contents;
}

test.each([
  ["it", place],
  ["a folder in it", { container: "code", folder: "etl/{{ prefect.variables.release }}/" }],
  ["all of the container", { container: "code", folder: "" }],
])("who reads %s runs what changes there", (_, read) => {
  expect(changed().read("etl/nightly", read)).toBe('runs the changed files of flow code "../provider/flows"');
});

test.each([
  ["another folder", { container: "code", folder: "elt/" }],
  ["the folder of another container", { container: "other", folder: "etl/" }],
])("who reads %s does not", (_, read) => {
  expect(changed().read("etl/nightly", read)).toBeUndefined();
});

test("nobody is named twice, and of many the first five and that there are others", () => {
  const contents = changed();
  const lines = [1, 1, 2, 3, 4, 5, 6, 7, 6].map((reader) => contents.read(`etl/${reader}`, place));
  const runs = 'runs the changed files of flow code "../provider/flows"';
  expect(lines).toEqual([
    runs,
    undefined,
    runs,
    runs,
    runs,
    runs,
    'and others run the changed files of flow code "../provider/flows"',
    undefined,
    undefined,
  ]);
});
