import { sameMeaning } from "../../sdk/src/engine/properties";
import { Run } from "../../sdk/src/engine/run";
import { definitions } from "../../sdk/src/provider";
import { dynamicBinding } from "../support/engine-bindings";
import { pluginBinding } from "../support/plugin-binding";
import { serverUrl } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";
import { subjects } from "./subjects";

const config = () => ({ "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" });

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

describe.each([dynamicBinding, pluginBinding])("through the $name", (binding) => {
  describe.each(subjects)("$kind that something else has made", (subject) => {
    const engine = (run?: Run) => new SmallEngine(subject.kind, config(), run, binding);

    async function made(): Promise<{ object: SmallEngine; inputs: Record<string, any> }> {
      const inputs = await subject.inputs();
      const object = engine();
      await object.up(inputs);
      return { object, inputs };
    }

    test("is read by its id alone, with all that it has", async () => {
      const { object, inputs } = await made();
      const foreign = engine();
      const found = await foreign.get(object.stored!.id);
      const definition = definitions.get(subject.kind)!;
      const seen = Object.keys(inputs).filter((name) => !subject.notOfServer?.includes(name));
      const different = seen.filter((name) => !sameMeaning(definition, name, found[name], inputs[name]));
      expect(different).toEqual([]);
      expect(await foreign.refresh()).toBe(true);
      expect(foreign.stored!.outs).toEqual(found);
      expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
      await object.destroy();
      expect(await foreign.refresh()).toBe(false);
    });

    test("is not taken for one that the stack has", async () => {
      const { object, inputs } = await made();
      const run = new Run();
      const foreign = engine(run);
      await foreign.get(object.stored!.id);
      await foreign.refresh();
      process.env.PULUMI_SYNTASK_TEST_RECENT_SECONDS = "-10";
      const [refusal] = await engine(run)
        .check(inputs)
        .finally(() => delete process.env.PULUMI_SYNTASK_TEST_RECENT_SECONDS);
      expect(refusal).toContain("exists already and equals the program");
      await object.destroy();
    });

    test("and has another id is told of in one line, with the server", async () => {
      const { noun } = definitions.get(subject.kind)!;
      const uuid = "00000000-0000-4000-8000-000000000000";
      const none = definitions.get(subject.kind)!.idForm ? `${uuid}/${uuid}` : uuid;
      await expect(engine().get(none)).rejects.toThrow(
        `${noun} with the id "${none}": there is none on ${serverUrl()} (\`syntask:apiUrl\` in the stack's config); correct the id or the \`connection\``,
      );
      await expect(engine().get("etl")).rejects.toThrow(`${noun} with the id "etl": is no id of one; write`);
    });
  });
});
