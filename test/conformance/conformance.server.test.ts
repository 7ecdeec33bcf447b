import { definitions } from "../../sdk/src/provider";
import { CountingProxy } from "../support/counting-proxy";
import { serverUrl } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";
import { subjects } from "./subjects";

type Properties = Record<string, any>;

let proxy: CountingProxy;
let config: Record<string, string>;

beforeAll(async () => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
  proxy = await CountingProxy.start(serverUrl());
  config = { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" };
});
afterAll(() => proxy.stop());

test("every kind that reaches the server has an entry", () => {
  const local = ["AzureFolder", "AzureSignature", "CodeReleases", "FlowCode", "GcsFolder", "GitRemote", "S3Folder"];
  expect(subjects.map(({ kind }) => kind).sort()).toEqual(
    [...definitions.keys()].filter((kind) => !local.includes(kind)).sort(),
  );
});

describe.each(subjects)("$kind", (subject) => {
  const engine = () => new SmallEngine(subject.kind, config);

  /** An object that the package made, and the inputs it was made from. */
  async function made(): Promise<{ object: SmallEngine; inputs: Properties }> {
    const inputs = await subject.inputs();
    const object = engine();
    await object.up(inputs);
    return { object, inputs };
  }

  async function calls(action: () => Promise<unknown>): Promise<number> {
    proxy.reset();
    await action();
    return proxy.total();
  }

  test("a second up changes nothing and calls nothing", async () => {
    const { object, inputs } = await made();
    expect(await calls(async () => expect(await object.up(inputs)).toBe("unchanged"))).toBe(0);
    await object.destroy();
  });

  test("a refresh without drift changes nothing", async () => {
    const { object, inputs } = await made();
    const before = structuredClone(object.stored);
    expect(await object.refresh()).toBe(true);
    expect(object.stored).toEqual(before);
    expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
    await object.destroy();
  });

  test("a run killed between the call and the checkpoint is mended by the next one", async () => {
    const { object, inputs } = await made();
    const { id } = object.stored!;
    object.forget();
    expect(await object.up(inputs)).toBe("created");
    expect(object.stored!.id).toBe(id);
    await object.destroy();
  });

  if (subject.occupy) {
    test("a different object of the same name is refused with the hint to adopt, and left as it is", async () => {
      const inputs = await subject.inputs();
      await subject.occupy!(inputs);
      const object = engine();
      await expect(object.up(inputs)).rejects.toThrow(/exists already and differs in .*adopt: true/);
      await expect(object.up(inputs)).rejects.toThrow(/exists already/);
      await object.up({ ...inputs, adopt: true });
      await object.destroy();
    });

    test("adopt takes a different object over, keeps its id and makes it equal", async () => {
      const inputs = await subject.inputs();
      await subject.occupy!(inputs);
      const object = engine();
      await object.up({ ...inputs, adopt: true });
      await object.refresh();
      expect(await object.preview({ ...inputs, adopt: true })).toEqual({ changes: false, replaces: [] });
      expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
      await object.destroy();
    });
  }

  for (const [property, value] of Object.entries(subject.changes)) {
    test(`a changed ${property} is updated in place`, async () => {
      const { object, inputs } = await made();
      const { id } = object.stored!;
      const news = { ...inputs, [property]: value };
      expect(await object.preview(news)).toEqual({ changes: true, replaces: [] });
      expect(await object.up(news)).toBe("updated");
      expect(object.stored!.id).toBe(id);
      await object.refresh();
      expect(object.stored!.inputs[property]).toEqual(value);
      expect(await object.preview(news)).toEqual({ changes: false, replaces: [] });
      expect(await object.preview(inputs)).toEqual({ changes: true, replaces: [] });
      await object.destroy();
    });
  }

  for (const property of subject.clearable) {
    test(`a ${property} that is left out is cleared`, async () => {
      const { object, inputs } = await made();
      const { [property]: _, ...news } = inputs;
      expect(await object.up(news)).toBe("updated");
      object.stored!.outs = { ...object.stored!.outs };
      await object.refresh();
      expect(object.stored!.inputs).not.toHaveProperty(property);
      expect(await object.preview(news)).toEqual({ changes: false, replaces: [] });
      await object.destroy();
    });
  }

  if (subject.replacement) {
    const [property, value] = subject.replacement;
    test(`a changed ${property} replaces`, async () => {
      const { object, inputs } = await made();
      const { id } = object.stored!;
      const news = { ...inputs, [property]: await value(inputs) };
      expect((await object.preview(news)).replaces).toContain(property);
      expect(await object.up(news)).toBe("replaced");
      expect(object.stored!.id).not.toBe(id);
      expect(await object.refresh()).toBe(true);
      await object.destroy();
    });
  }

  if (subject.drift) {
    const { property, make } = subject.drift;
    test(`a ${property} changed behind our back is seen alone, and mended`, async () => {
      const { object, inputs } = await made();
      const before = structuredClone(object.stored!.inputs);
      await make(object.stored!.id, inputs);
      await object.refresh();
      const { [property]: drifted, ...others } = object.stored!.inputs;
      const { [property]: declared, ...othersBefore } = before;
      expect(drifted).not.toEqual(declared);
      expect(others).toEqual(othersBefore);
      expect(await object.up(inputs)).toBe("updated");
      await object.refresh();
      expect(object.stored!.inputs).toEqual(before);
      await object.destroy();
    });
  }

  test("an object deleted behind our back is gone after one request, and made anew", async () => {
    const { object, inputs } = await made();
    await subject.remove(object.stored!.id, inputs);
    expect(await calls(async () => expect(await object.refresh()).toBe(false))).toBe(1);
    expect(await object.up(inputs)).toBe("created");
    await object.destroy();
  });

  test("deleting what is gone already succeeds", async () => {
    const { object, inputs } = await made();
    await subject.remove(object.stored!.id, inputs);
    await object.destroy();
    expect(object.stored).toBeUndefined();
  });

  test("destroy deletes it", async () => {
    const { object } = await made();
    const stored = object.stored!;
    await object.destroy();
    const again = engine();
    again.stored = stored;
    expect(await again.refresh()).toBe(false);
  });

  test("adopt and connection never show as a change", async () => {
    const { object, inputs } = await made();
    expect(await object.preview({ ...inputs, adopt: true })).toEqual({ changes: false, replaces: [] });
    await object.destroy();
  });

  test("every input whose value is secret is stored as secret, and outputs hold nothing else of it", async () => {
    const definition = definitions.get(subject.kind)!;
    expect([...(definition.secrets ?? []), ...(definition.secretFields ?? [])].sort()).toEqual(
      [...(subject.secrets ?? [])].sort(),
    );
    if (!subject.secrets) return;
    const { object, inputs } = await made();
    const open = Object.fromEntries(
      Object.entries(object.stored!.outs).filter(([name]) => !subject.secrets!.includes(name)),
    );
    for (const name of subject.secrets) {
      for (const value of leaves(inputs[name])) expect(JSON.stringify(open)).not.toContain(value);
    }
    await object.destroy();
  });

  test("a server that is down fails the operation in one line that names the object", async () => {
    const inputs = await subject.inputs();
    const object = new SmallEngine(subject.kind, { ...config, "syntask:apiUrl": "http://127.0.0.1:9/api" });
    const failure: Error = await object.up(inputs).then(
      () => fail("the server is down"),
      (error) => error,
    );
    expect(failure.message).toContain(definitions.get(subject.kind)!.noun);
    expect(failure.message).toContain("http://127.0.0.1:9/api");
    expect(failure.message).not.toContain("\n");
    for (const name of subject.secrets ?? []) {
      for (const value of leaves(inputs[name])) expect(failure.message).not.toContain(value);
    }
  });
});

/** The texts inside a value. */
function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function fail(message: string): never {
  throw new Error(message);
}
