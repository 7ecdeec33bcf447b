const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const fileOf = (id) => join(process.env.PULUMI_SYNTASK_TEST_CLOUD, encodeURIComponent(id));

/**
 * Resources that no emulator has: each is a file in the folder PULUMI_SYNTASK_TEST_CLOUD, as long as it is there.
 *
 * @param {(inputs: object) => string} idOf
 * @param {object} [more] Of the resource: what replaces it, what is named and computed, and whether the file has its outputs, too.
 * @param {(inputs: object, id: string) => object} [outputsOf]
 */
function kept(idOf, { keepsOutputs = false, ...more } = {}, outputsOf = () => ({})) {
  const write = (id, inputs) => writeFileSync(fileOf(id), JSON.stringify(inputs));
  return {
    ...more,
    async create(inputs) {
      const id = idOf(inputs);
      mkdirSync(process.env.PULUMI_SYNTASK_TEST_CLOUD, { recursive: true });
      if (existsSync(fileOf(id))) throw new Error(`${id} exists already`);
      const outputs = outputsOf(inputs, id);
      write(id, keepsOutputs ? { ...inputs, ...outputs } : inputs);
      return { id, outputs };
    },
    read: async (id) => (existsSync(fileOf(id)) ? JSON.parse(readFileSync(fileOf(id), "utf8")) : undefined),
    update: async (id, inputs) => write(id, inputs),
    delete: async (id) => rmSync(fileOf(id), { force: true }),
  };
}

/** Host and password of the registry on this machine that stands for the cloud's. */
const registry = () => {
  const [host, password] = (process.env.PULUMI_SYNTASK_TEST_REGISTRY ?? "").split(" ");
  return { host, password };
};

module.exports = { fileOf, kept, registry };
