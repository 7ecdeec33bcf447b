import { isDeepStrictEqual } from "node:util";
import type { ConfigReader } from "../../sdk/src/config";
import type { Definition } from "../../sdk/src/engine/definition";
import type { Run } from "../../sdk/src/engine/run";
import { DynamicProvider } from "../../sdk/src/provider/dynamic";
import { stub } from "../../sdk/src/provider/stub";

type Properties = Record<string, any>;

/** What the engine has of a resource. */
export interface Stored {
  id: string;
  inputs: Properties;
  outs: Properties;
}

/** Of what a provider is made. */
export interface EngineRun {
  definition: Definition;
  config: ConfigReader;
  run: Run;
}

/** The operations of one kind, as the engine gets them through a binding. */
export interface EngineProvider {
  check(olds: Properties, news: Properties): Promise<{ checked: Properties; reasons: string[] }>;
  diff(
    stored: Stored,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(stored: Stored): Promise<Stored | undefined>;
  update(stored: Stored, news: Properties): Promise<Properties>;
  delete(stored: Stored): Promise<void>;
}

/** A way from the engine to the operations of a kind. */
export interface EngineBinding {
  name: string;
  begin(run: EngineRun): EngineProvider;
}

/** Asks the way the host of dynamic providers does: through JSON, with outputs that replace the state. */
export const dynamicBinding: EngineBinding = {
  name: "dynamic provider",
  begin({ definition, config, run }) {
    const provider = new DynamicProvider(definition, run);
    provider.configure({ config } as never);
    const wire = (properties: Properties): Properties =>
      JSON.parse(JSON.stringify({ ...properties, __provider: stub(definition.kind) }));
    return {
      async check(olds, news) {
        const { inputs, failures = [] } = await provider.check(olds, wire(news));
        return { checked: wire(inputs!), reasons: failures.map(({ reason }) => reason) };
      },
      async diff({ id, inputs, outs }, news) {
        const { changes, replaces = [], deleteBeforeReplace = false } = await provider.diff(id, outs, news);
        // Where the provider does not say, the engine compares.
        return { changes: changes ?? !isDeepStrictEqual(inputs, news), replaces, deleteBeforeReplace };
      },
      async create(inputs) {
        const { id, outs } = await provider.create(wire(inputs));
        return { id, outs: wire(outs) };
      },
      async read({ id, outs }) {
        const { id: found, inputs, props } = await provider.read(id, wire(outs));
        return found ? { id: found, inputs: wire(inputs!), outs: wire(props!) } : undefined;
      },
      update: async ({ id, outs }, news) => wire((await provider.update(id, outs, wire(news))).outs),
      delete: ({ id, outs }) => provider.delete(id, outs),
    };
  },
};
