const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

// Jest runs this beside each test file: it notes which mutants that one reached.
afterAll(() => {
  const { static: atImport, perTest = {} } = globalThis.__stryker__?.mutantCoverage ?? {};
  const reached = Object.keys(Object.assign({}, atImport, ...Object.values(perTest)));
  const { testPath } = expect.getState();
  const note = join(process.env.PULUMI_SYNTASK_MUTATION_REACHED, testPath.replaceAll(/[\\/]/g, "~"));
  writeFileSync(note, JSON.stringify({ testPath, reached }));
});
