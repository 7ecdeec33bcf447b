import { stepOutputs, stepsOf } from "../../sdk/src/project/step-outputs";

const outputsOf = (...steps: object[]) => stepOutputs(stepsOf(steps as never));

test.each([
  ["push_to_s3", { bucket: "b", folder: "f" }],
  ["push_to_gcs", { bucket: "b", folder: "f" }],
  ["push_to_azure_blob_storage", { container: "c", folder: "f" }],
])("%s returns where it stores the code", (name, args) => {
  expect(outputsOf({ [`a.${name}`]: { ...args, id: "push", credentials: "hush" } })).toEqual({ ...args, push: args });
});

test.each(["build_docker_image", "push_docker_image"])("%s returns the image", (name) => {
  const image = { image_name: "registry/etl", tag: "1", additional_tags: ["2"], image: "registry/etl:1" };
  expect(outputsOf({ [`a.${name}`]: { image_name: "registry/etl", tag: "1", additional_tags: ["2"] } })).toEqual(image);
});

test("an image without a tag is not known, as the build makes one up", () => {
  expect(outputsOf({ "a.build_docker_image": { id: "build", image_name: "etl" } })).toEqual({
    image_name: "etl",
    build: { image_name: "etl" },
  });
});

test("any other step returns nothing that is known", () => {
  expect(outputsOf({ "a.run_shell_script": { id: "own", script: "echo" } })).toEqual({ own: {} });
  expect(outputsOf({ "a.constructor": { x: 1 } })).toEqual({});
});

test("a step knows what those before it return", () => {
  const build = { "a.build_docker_image": { id: "build", image_name: "etl", tag: "1" } };
  const push = { "a.push_docker_image": { id: "push", image_name: "{{ build.image_name }}", tag: "{{ tag }}" } };
  expect(outputsOf(build, push).push).toMatchObject({ image: "etl:1" });
});

test("what is not known is not returned", () => {
  expect(outputsOf({ "a.push_to_s3": { id: "push", bucket: "{{ other.bucket }}", folder: "f" } }).push).toEqual({
    folder: "f",
  });
});

test("environment variables are filled in, those aside that are secret", () => {
  process.env.STEP_BUCKET = "flows";
  const steps = stepsOf([{ "a.push_to_s3": { bucket: "{{ $STEP_BUCKET }}", folder: "f" } }]);
  expect(stepOutputs(steps)).toEqual({ bucket: "flows", folder: "f" });
  expect(stepOutputs(steps, () => false)).toEqual({ folder: "f" });
  delete process.env.STEP_BUCKET;
});

test("what is no step is left out", () => {
  expect(stepsOf(["a", null, {}, { "a.b": null }, { "a.c": { id: 1 } }])).toEqual([
    { functionName: "a.b", args: {}, id: undefined },
    { functionName: "a.c", args: { id: 1 }, id: undefined },
  ]);
  expect([stepsOf(null), stepsOf({}), stepsOf(undefined)]).toEqual([[], [], []]);
});
