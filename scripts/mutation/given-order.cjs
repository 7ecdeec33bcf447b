const { default: Sequencer } = require("@jest/test-sequencer");

const order = process.env.PULUMI_SYNTASK_MUTATION_ORDER?.split("\n") ?? [];

/** Runs test files in the order in which they were named. */
module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path));
  }
};
