import { entryWithLateValues, resolvedJobVariables, stepsWithLateValues } from "../../sdk/src/project/late-values";

const late = { variables: { size: 5, list: [1] }, outputs: { own: { version: "2", tags: ["a", "b"] } } };

test("what was late is filled in, as it is where it is the whole value", () => {
  expect(
    entryWithLateValues(
      {
        whole: "{{ syntask.variables.size }}",
        text: "v{{ own.version }} of {{ syntask.variables.list }}",
        item: "{{ own.tags[1] }}",
        unknown: "{{ syntask.variables.other }}",
        inherited: "{{ syntask.variables.constructor }}",
        environment: "{{ $HOME }}",
      },
      late,
    ),
  ).toEqual({
    whole: 5,
    text: "v2 of [1]",
    item: "b",
    unknown: "{{ syntask.variables.other }}",
    inherited: "{{ syntask.variables.constructor }}",
    environment: "{{ $HOME }}",
  });
});

test("in pull steps variables stay, which a worker reads", () => {
  const steps = [{ "a.b": { version: "{{ own.version }}", size: "{{ syntask.variables.size }}" } }];
  expect(stepsWithLateValues(steps, late)).toEqual([{ "a.b": { version: "2", size: "{{ syntask.variables.size }}" } }]);
});

describe("job variables", () => {
  const jobVariables = { image: "{{ build.image }}", env: { TOKEN: "{{ syntask.blocks.secret.t }}" }, cpu: 1 };

  test("that nothing gives are refused", () => {
    expect(() => resolvedJobVariables(jobVariables, ["cpu"])).toThrow(
      "job variable `image` is {{ build.image }}, which neither `storage` nor `stepOutputs` gives",
    );
  });

  test("that are given elsewhere are left out", () => {
    const { image, ...rest } = jobVariables;
    expect(resolvedJobVariables(jobVariables, ["image"])).toEqual(rest);
  });

  test("that are known stay, also where they are given elsewhere", () => {
    expect(resolvedJobVariables({ cpu: 1 }, ["cpu"])).toEqual({ cpu: 1 });
  });
});
