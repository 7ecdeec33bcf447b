import { Run } from "../../sdk/src/engine/run";
import { definitions } from "../../sdk/src/provider";
import { CountingProxy } from "../support/counting-proxy";
import type { EngineBinding } from "../support/engine-bindings";
import { serverUrl } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";
import { subjects } from "./subjects";

type Properties = Record<string, any>;

/** Tests of every kind through a binding: which it is makes no difference to a user. */
export function testRules(binding: EngineBinding, ofKinds = subjects): void {
  let proxy: CountingProxy;
  let config: Record<string, string>;

  beforeAll(async () => {
    // What a preview says to people.
    jest.spyOn(console, "info").mockImplementation();
    proxy = await CountingProxy.start(serverUrl());
    config = { "syntask:apiUrl": proxy.url, "syntask:dialect": "prefect" };
  });
  afterAll(() => proxy.stop());

  describe.each(ofKinds)("$kind", (subject) => {
    const engineOf = (settings: Record<string, string>, run?: Run) =>
      new SmallEngine(subject.kind, settings, run, binding);
    const engine = () => engineOf({ ...config });

    /** An object that the package made, and the inputs it was made from. */
    async function made(): Promise<{ object: SmallEngine; inputs: Properties }> {
      const inputs = await subject.inputs();
      const object = engine();
      await object.up(inputs);
      return { object, inputs };
    }

    /** Inputs that take over what a killed run has left. */
    const takingOver = (inputs: Properties): Properties => (subject.isOnlyOne ? { ...inputs, adopt: true } : inputs);

    /** Another value of an input that is changed in place. */
    const anotherOf = (property: string): Promise<any> => {
      const value = subject.changes[property];
      return typeof value === "function" ? value() : Promise.resolve(value);
    };

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
      expect(await object.up(takingOver(inputs))).toBe("created");
      expect(object.stored!.id).toBe(id);
      await object.destroy();
    });

    describe("whose object it is", () => {
      /** Lets what was made just now be as old as what no killed run has left. */
      const afterAnHour = async (action: () => Promise<unknown>) => {
        process.env.PULUMI_SYNTASK_TEST_RECENT_SECONDS = "-10";
        await action().finally(() => delete process.env.PULUMI_SYNTASK_TEST_RECENT_SECONDS);
      };

      /** A second resource for the object of another one: renamed in the program, moved into a component, or of another stack. */
      async function taken(run?: Run): Promise<{ first: SmallEngine; second: SmallEngine; inputs: Properties }> {
        const { object, inputs } = await made();
        const first = engineOf(config, run);
        first.stored = structuredClone(object.stored);
        return { first, second: engineOf(config, run), inputs };
      }

      test("one that equals the program and is older than what a killed run leaves is refused, at preview, with the ways out", async () => {
        const { first, second, inputs } = await taken();
        await afterAnHour(async () => {
          const [refusal] = await second.check(inputs);
          expect(refusal).toMatch(/^.+ ".+": exists already and equals the program; .*`aliases`.*`adopt: true`$/);
          await expect(second.up(inputs)).rejects.toThrow("exists already and equals the program");
          expect(await first.refresh()).toBe(true);
          await second.up({ ...inputs, adopt: true });
        });
        expect(second.stored!.id).toBe(first.stored!.id);
        await second.destroy();
      });

      test("what a killed run has left is taken over, and the preview says so", async () => {
        const { first, second, inputs } = await taken();
        const said = jest.spyOn(console, "info").mockClear().mockImplementation();
        expect(await second.check(takingOver(inputs))).toEqual([]);
        expect(said.mock.calls.flat()).toContainEqual(expect.stringMatching(/ is there already and is taken over$/));
        await first.destroy();
      });

      test("one that this run has taken over is not deleted in it for the resource that had it before", async () => {
        const run = new Run();
        const { first, second, inputs } = await taken(run);
        await second.up(takingOver(inputs));
        await first.destroy();
        const later = engineOf(config);
        later.stored = second.stored;
        expect(await later.refresh()).toBe(true);
        await later.destroy();
      });

      test("--replace and taint leave an object there, however old, and the state has it", async () => {
        const { object, inputs } = await made();
        await afterAnHour(() => object.replace(inputs));
        expect(await object.refresh()).toBe(true);
        expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
        await object.destroy();
      });

      test("one that is replaced for a change that is none of the name is known again, however old", async () => {
        const [property] = Object.keys(subject.changes);
        if (!property) return;
        const run = new Run();
        const { first, inputs } = await taken(run);
        const news = { ...inputs, [property]: await anotherOf(property) };
        await afterAnHour(async () => {
          await first.preview(news);
          expect(await engineOf(config, run).check(news)).toEqual([]);
          await first.replace(news);
        });
        expect(await first.refresh()).toBe(true);
        expect(await first.preview(news)).toEqual({ changes: false, replaces: [] });
        await first.destroy();
      });

      test("another one that somebody made of its name is neither changed nor deleted", async () => {
        if (!subject.occupy) return;
        const { object, inputs } = await made();
        await subject.remove(object.stored!.id, inputs);
        await subject.occupy(inputs);
        const [property] = Object.keys(subject.changes);
        if (property) {
          const news = { ...inputs, [property]: await anotherOf(property) };
          await expect(object.up(news)).rejects.toThrow(/was (deleted|changed) on the server/);
        }
        await object.destroy();
        const { ...theirs } = inputs;
        const next = engine();
        await expect(next.up(theirs)).rejects.toThrow("exists already and differs in");
        await next.up({ ...inputs, adopt: true });
        await next.destroy();
      });

      test("a changed connection replaces: made there, deleted here; another name of the same server changes nothing on it", async () => {
        const { object, inputs } = await made();
        object.config["syntask-other:apiUrl"] = "http://127.0.0.1:9/api";
        object.config["syntask-same:apiUrl"] = object.config["syntask:apiUrl"]!;
        object.config["syntask-same:dialect"] = "prefect";
        expect(await object.preview({ ...inputs, connection: "other" })).toEqual({
          changes: true,
          replaces: ["connection"],
        });
        const { id } = object.stored!;
        expect(
          await calls(async () => expect(await object.up({ ...inputs, connection: "same" })).toBe("updated")),
        ).toBe(0);
        expect(object.stored).toMatchObject({ id, outs: { connection: "same" } });
        await object.destroy();
      });
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

    if (subject.unchangeable) {
      const [property, value] = subject.unchangeable;
      test(`one of its name with another ${property} is refused, also with adopt, and left as it is`, async () => {
        const inputs = await subject.inputs();
        const theirs = engine();
        await theirs.up({ ...inputs, [property]: value });
        const refusal = `exists already with another \`${property}\`, which cannot be changed; write what the server has`;
        const [foreseen] = await engine().check({ ...inputs, adopt: true });
        expect(foreseen).toContain(refusal);
        await expect(engine().up({ ...inputs, adopt: true })).rejects.toThrow(refusal);
        expect(await theirs.refresh()).toBe(true);
        expect(await theirs.preview({ ...inputs, [property]: value })).toEqual({ changes: false, replaces: [] });
        await theirs.destroy();
      });
    }

    for (const property of Object.keys(subject.changes)) {
      test(`a changed ${property} is updated in place`, async () => {
        const { object, inputs } = await made();
        const { id } = object.stored!;
        const value = await anotherOf(property);
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
      test(`a changed ${property} replaces: the new one is there before the old one goes`, async () => {
        const { object, inputs } = await made();
        const { id } = object.stored!;
        const news = { ...inputs, [property]: await value(inputs) };
        expect((await object.preview(news)).replaces).toContain(property);
        const definition = definitions.get(subject.kind)!;
        const making = jest.spyOn(definition, "create");
        const deleting = jest.spyOn(definition, "delete");
        expect(await object.up(news)).toBe("replaced");
        const [[creation] = [], [deletion] = []] = [making, deleting].map(({ mock }) => mock.invocationCallOrder);
        for (const spy of [making, deleting]) spy.mockRestore();
        expect(creation! < deletion!).toBe(subject.deletesFirst !== true);
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

    test("adopt and another name of the connection never show as a change on the server, and the state has them", async () => {
      const { object, inputs } = await made();
      const before = structuredClone(object.stored!);
      const more = { adopt: true, connection: "same" };
      Object.assign(object.config, {
        "syntask-same:apiUrl": object.config["syntask:apiUrl"],
        "syntask-same:dialect": "prefect",
      });
      expect(await object.preview({ ...inputs, adopt: true })).toEqual({ changes: false, replaces: [] });
      expect(await object.preview({ ...inputs, ...more })).toEqual({ changes: true, replaces: [] });
      expect(await calls(async () => expect(await object.up({ ...inputs, ...more })).toBe("updated"))).toBe(0);
      expect(object.stored).toEqual({
        id: before.id,
        inputs: { ...before.inputs, ...more },
        outs: { ...before.outs, ...more },
      });
      await object.refresh();
      expect(object.stored!.inputs).toEqual({ ...before.inputs, ...more });
      expect(await object.preview({ ...inputs, ...more })).toEqual({ changes: false, replaces: [] });
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
      const object = engineOf({ ...config, "syntask:apiUrl": "http://127.0.0.1:9/api" });
      // The first check of all tells of a server that is not there; one that goes away later is told of by who needs it.
      await object.check(inputs);
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
}

/** The texts inside a value. */
function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function fail(message: string): never {
  throw new Error(message);
}
