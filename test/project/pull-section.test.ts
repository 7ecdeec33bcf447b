import type { Json, PullStep } from "pulumi-syntask";
import type { Placeholder } from "../../sdk/src/checks/placeholders";
import { pullSection, withStorage } from "../../sdk/src/project/pull-section";

const never = () => false;

/** A section of a file that has no build and push steps, filled in. */
const read = (section: Json[], { isLate = never as (placeholder: Placeholder) => boolean, isStored = false } = {}) =>
  pullSection(section, {}, [], isLate, isStored);

describe("what nothing fills in is found", () => {
  const openIn = (section: Json[], options = {}) =>
    read(section, options).unresolved.map(({ index, placeholder }) => `${index}: ${placeholder.name}`);

  test("by its step", () => {
    expect(openIn([{ "a.b": { x: "{{ push.bucket }}" } }, { "a.c": { y: "{{ push.folder }}" } }])).toEqual([
      "0: push.bucket",
      "1: push.folder",
    ]);
  });

  test("unless a step before returns it", () => {
    expect(openIn([{ "a.b": { id: "first" } }, { "a.c": { y: "{{ first.directory }}" } }])).toEqual([]);
    expect(openIn([{ "a.c": { y: "{{ last.directory }}" } }, { "a.b": { id: "last" } }])).toEqual([
      "0: last.directory",
    ]);
  });

  test("unless it may be anything of a worker's", () => {
    expect(openIn([{ "a.b": { x: "{{ name }}", y: "{{ $HOME }}", z: "{{ syntask.variables.a }}" } }])).toEqual([]);
  });

  test("unless it is known later", () => {
    expect(openIn([{ "a.b": { x: "{{ push.bucket }}" } }], { isLate: () => true })).toEqual([]);
  });

  test("unless a storage takes the place of the step, whose id later steps know", () => {
    const section: Json[] = [
      { "a.git_clone": { id: "code", branch: "{{ push.branch }}" } },
      { "a.b": { x: "{{ code.directory }}" } },
    ];
    expect(openIn(section, { isStored: true })).toEqual([]);
    expect(openIn(section)).toEqual(["0: push.branch"]);
  });
});

test("a step that a storage replaces stays as it is, mistakes and all", () => {
  const step = { "syntask_gcp.deployment.steps.pull_from_gcs": { bucket: "{{ push.bucket }}" } };
  expect(read([step], { isStored: true })).toEqual({ steps: [step], warnings: [], unresolved: [] });
});

test("a step that refers to its own output is named, also where nothing can be taken instead", () => {
  expect(read([{ "a.b": { id: "own", folder: "{{ own.folder }}" } }]).warnings).toEqual([
    "step a.b refers to its own output with {{ own.folder }}, which a worker does not know yet",
  ]);
});

describe("what the build and push steps return is filled in", () => {
  const outputs = { bucket: "any", push: { bucket: "flows", of: { a: { b: "deep" } } }, build: { image: "etl:1" } };
  const makers = ["none", undefined, "build", "push"].map((id) => ({ functionName: "a.make", args: {}, id }));
  const filled = (...section: Json[]) => pullSection(section, outputs, makers, never, false);

  test("as it is where it is the whole value, and into texts", () => {
    const { steps, warnings, unresolved } = filled({
      "a.b": { x: "{{ push.of.a }}", y: "in {{ push.bucket }}", z: "{{ bucket }}", n: 1 },
    });
    expect(steps).toEqual([{ "a.b": { x: { b: "deep" }, y: "in flows", z: "any", n: 1 } }]);
    expect([warnings, unresolved]).toEqual([[], []]);
  });

  test("in the place of a step's own output, by the first step that returns it", () => {
    const { steps, warnings, unresolved } = filled({
      "a.b": { id: "pull", bucket: "{{ pull.bucket }}", deep: "{{ pull.of.a.b }}" },
    });
    expect(steps).toEqual([{ "a.b": { id: "pull", bucket: "flows", deep: "deep" } }]);
    expect(warnings).toEqual([
      'step a.b refers to its own output with {{ pull.bucket }}, which a worker does not know yet; the push step\'s "flows" is taken',
      'step a.b refers to its own output with {{ pull.of.a.b }}, which a worker does not know yet; the push step\'s "deep" is taken',
    ]);
    expect(unresolved).toEqual([]);
  });

  test("but not in the place of a name that is the step's own and has no field", () => {
    expect(filled({ "a.b": { id: "own", x: "{{ own }}" } })).toEqual({
      steps: [{ "a.b": { id: "own", x: "{{ own }}" } }],
      warnings: [],
      unresolved: [],
    });
  });
});

test("the guide's wrong module is mended, and that is said", () => {
  const wrong = ["syntask_gcp.deployment.steps.pull_from_gcs", "prefect_gcp.deployment.steps.pull_from_gcs"];
  const right = ["syntask_gcp.deployments.steps.pull_from_gcs", "prefect_gcp.deployments.steps.pull_from_gcs"];
  const { steps, warnings } = read(wrong.map((name) => ({ [name]: { bucket: "b" } })));
  expect(steps).toEqual(right.map((name) => ({ [name]: { bucket: "b" } })));
  expect(warnings).toEqual(wrong.map((name, index) => `no package has ${name}; ${right[index]} is taken`));
});

test.each(["a.prefect_gcp.deployment.steps.x", "other_gcp.deployment.steps.x", "prefect_gcp.deployment.other.x"])(
  "%s is not taken for the guide's wrong module",
  (name) => {
    expect(read([{ [name]: {} }])).toMatchObject({ steps: [{ [name]: {} }], warnings: [] });
  },
);

test("what is no step is left for the check of steps to refuse", () => {
  expect(read(["a.b", null]).steps).toEqual(["a.b", null]);
});

describe("a storage", () => {
  const storage: PullStep[] = [{ "s.one": {} }, { "s.two": { x: 1 } }];
  const install = { "a.pip_install_requirements": { directory: "{{ code.directory }}" } };

  test.each([
    ...["git_clone", "git_clone_project", "set_working_directory", "pull_from_remote_storage", "pull_with_block"],
    ...["pull_from_s3", "pull_project_from_s3", "pull_from_gcs", "pull_project_from_gcs"],
    "pull_from_azure_blob_storage",
  ])("takes the place of %s", (name) => {
    expect(withStorage([{ [`a.b.${name}`]: {} }, install], storage)).toEqual([...storage, install]);
  });

  test.each(["a.run_shell_script", "a.my_git_clone", "a.pull_from_s3_too", "a.pull_from_azure"])(
    "does not take the place of %s, and comes before it",
    (name) => {
      expect(withStorage([{ [name]: {} }], storage)).toEqual([...storage, { [name]: {} }]);
    },
  );

  test("takes the place of the first that fetches, and the others go", () => {
    const section: PullStep[] = [install, { "a.git_clone": {} }, install, { "a.set_working_directory": {} }];
    expect(withStorage(section, storage)).toEqual([install, ...storage, install]);
  });

  test("has the id of the step that it replaces, at its last step", () => {
    expect(withStorage([{ "a.git_clone": { id: "code" } }], storage)).toEqual([
      { "s.one": {} },
      { "s.two": { id: "code", x: 1 } },
    ]);
    expect(withStorage([{ "a.git_clone": { id: "code" } }], [{ "s.one": { id: "own" } }])).toEqual([
      { "s.one": { id: "own" } },
    ]);
  });
});
