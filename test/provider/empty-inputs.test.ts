import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

/** What the protocol answers for a value that is not known yet. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Known = { isKnown: boolean; value?: unknown; isSecret: boolean; waitsFor: string[] };

/** An output of what `make` makes in a preview whose engine adds some values to the inputs. */
async function previewed(make: () => pulumi.Output<unknown>, added: Record<string, unknown> = {}): Promise<Known> {
  const newResource = ({ inputs }: pulumi.runtime.MockResourceArgs) => ({ id: "", state: { ...inputs, ...added } });
  await pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs }, "project", "stack", true);
  let output!: any;
  await pulumi.runtime.runInPulumiStack(async () => {
    output = make();
  });
  await pulumi.runtime.disconnect();
  const waitsFor = [...(await output.allResources())] as (pulumi.Resource & { __name: string })[];
  const isKnown = await output.isKnown;
  return {
    isKnown,
    ...(isKnown && { value: await output.promise() }),
    isSecret: await output.isSecret,
    waitsFor: waitsFor.map(({ __name }) => __name),
  };
}

afterEach(() => pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }));

const flowTags = () => new syntask.Flow("etl").tags;
const ofEtl = { isSecret: false, waitsFor: ["etl"] };

test("what a program leaves out is known to be empty in a preview", async () => {
  expect(await previewed(flowTags)).toEqual({ ...ofEtl, isKnown: true, value: undefined });
});

test("what is handed on from an output that is empty is known to be empty in a preview", async () => {
  const handedOn = () => new syntask.Flow("etl", { tags: pulumi.output(undefined) as never }).tags;
  expect(await previewed(handedOn)).toEqual({ ...ofEtl, isKnown: true, value: undefined });
});

test("an output is made when something reads it, once", async () => {
  const isMade = (flow: syntask.Flow) => Object.getOwnPropertyDescriptor(flow, "tags")?.get === undefined;
  const read = () => {
    const flow = new syntask.Flow("etl", { tags: ["team"] });
    expect(isMade(flow)).toBe(false);
    expect(flow.tags).toBe(flow.tags);
    expect(isMade(flow)).toBe(true);
    return flow.tags;
  };
  expect(await previewed(read)).toEqual({ ...ofEtl, isKnown: true, value: ["team"] });
});

test("what a transform or `ignoreChanges` puts in its place is there in a preview", async () => {
  expect(await previewed(flowTags, { tags: ["team"] })).toEqual({ ...ofEtl, isKnown: true, value: ["team"] });
});

test("what a transform puts in its place and is not known yet is unknown in a preview", async () => {
  expect(await previewed(flowTags, { tags: unknownValue })).toEqual({ ...ofEtl, isKnown: false });
});

test("what is secret stays secret in a preview", async () => {
  const secret = () => new syntask.Secret("etl", { value: "hush" }).value;
  expect(await previewed(secret)).toEqual({ ...ofEtl, isKnown: true, value: "hush", isSecret: true });
});

test("what only the provider gives is unknown in a preview", async () => {
  const flowId = () => new syntask.Deployment("etl", { entrypoint: "etl.py:main" }).flowId;
  expect(await previewed(flowId)).toEqual({ ...ofEtl, isKnown: false });
});
