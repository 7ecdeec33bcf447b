const { createHash } = require("node:crypto");
const { existsSync, readFileSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");
const { fileOf } = require("./kept");

const pause = 300;
const statusOf = (id) => fileOf(`${id}/status`);

/**
 * A resource that an agent runs: done once the agent has it as it is declared, and deleted once the agent has ended it.
 *
 * @param {import("./provider-kit").Resource} declared What keeps the declaration, as `kept` gives it.
 * @returns {import("./provider-kit").Resource}
 */
const runByAgent = (declared) => ({
  ...declared,
  async create(inputs) {
    const made = await declared.create(inputs);
    try {
      await settled(made.id);
    } catch (error) {
      await declared.delete(made.id);
      throw error;
    }
    return made;
  },
  read: async (id) => (existsSync(fileOf(id)) ? {} : undefined),
  async update(id, inputs) {
    await declared.update(id, inputs);
    await settled(id);
  },
  async delete(id) {
    await declared.delete(id);
    while (existsSync(statusOf(id))) await sleep(pause);
  },
});

async function settled(id) {
  const generation = createHash("sha256")
    .update(readFileSync(fileOf(id)))
    .digest("hex");
  for (;;) {
    const status = existsSync(statusOf(id)) ? JSON.parse(readFileSync(statusOf(id), "utf8")) : {};
    if (status.generation === generation && status.message) throw new Error(status.message);
    if (status.generation === generation) return;
    await sleep(pause);
  }
}

module.exports = { runByAgent };
