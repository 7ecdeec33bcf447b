import { Run } from "../../sdk/src/engine/run";
import { definitions } from "../../sdk/src/provider";
import { pluginBinding } from "../support/plugin-binding";
import { serverUrl } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";
import { testRules } from "./rules";
import { subjects } from "./subjects";

testRules(pluginBinding);

describe.each(subjects)("an import of $kind", (subject) => {
  const definition = definitions.get(subject.kind)!;
  const { naturalKey, writtenKey = naturalKey.length === 1 ? naturalKey : [] } = definition;
  const config: Record<string, string> = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  const engine = () => new SmallEngine(subject.kind, config, undefined, pluginBinding);
  const provider = () => pluginBinding.begin({ definition, config: { get: (key) => config[key] }, run: new Run() });

  test.each(writtenKey.length > 0 ? ["id", "key"] : ["id"])(
    "by its %s shows no secret, and what it writes is unchanged with the secrets added",
    async (by) => {
      const inputs = await subject.inputs();
      const object = engine();
      await object.up(inputs);
      const { id, inputs: stored, outs } = object.stored!;
      const imported = engine();
      const found = await provider().import(by === "id" ? id : writtenKey.map((name) => stored[name]).join("/"));

      imported.stored = found;
      expect(found.id).toBe(id);
      const { secrets = [], secretFields = [] } = definition;
      const hidden = Object.fromEntries([...secrets, ...secretFields].map((name) => [name, inputs[name]]));
      for (const name of Object.keys(hidden)) expect(found.inputs).not.toHaveProperty(name);
      const written = { ...found.inputs, ...hidden };
      expect(await imported.preview(written)).toEqual({ changes: false, replaces: [] });
      expect(found.outs.__provider).toBe(outs.__provider);

      expect(await imported.up(written)).toBe("unchanged");
      expect(await imported.refresh()).toBe(true);
      expect(await imported.preview(written)).toEqual({ changes: false, replaces: [] });
      expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
      await object.destroy();
      await expect(provider().import(id)).rejects.toThrow(`there is none on ${serverUrl()}`);
    },
  );
});
