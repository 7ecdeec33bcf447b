import { compileFunction, constants } from "node:vm";
import { brotliDecompressSync } from "node:zlib";

export type Require = (name: string) => any;
/** Modules by their names, each loaded when it is asked for. */
export type Modules = Record<string, () => unknown>;

/** What the executable holds, as bundles that are compressed and base64. */
export interface Bundles {
  /** All that the engine may ask of the provider. */
  provider: string;
  components: string;
  /** Pulumi's SDK: its modules by their names. */
  sdk: string;
}

export const bundles = (): Bundles => require("./embedded.js") as Bundles;

/** Runs a bundle as Node.js runs a module. */
export function runBundle<Exports>(bundle: string, find: Require): Exports {
  const module = { exports: {} as Exports };
  const text = brotliDecompressSync(Buffer.from(bundle, "base64")).toString();
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const start = compileFunction(text, ["require", "module", "exports"], { importModuleDynamically });
  start(find, module, module.exports);
  return module.exports;
}

/** Finds the modules, and all others as this bundle does. */
export const findIn = (modules: Modules): Require =>
  Object.assign((name: string) => (Object.hasOwn(modules, name) ? modules[name]!() : require(name)), {
    resolve: require.resolve,
  });
