/** Packages that are loaded by `import()`, which Jest's modules cannot do, or that such a package is made of. */
const modules = "(teeny-request|gaxios|node-fetch|fetch-blob|formdata-polyfill|data-uri-to-buffer)";

const transform = {
  "^.+\\.ts$": [
    "@swc/jest",
    { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
  ],
  [`/node_modules/${modules}/.+\\.js$`]: ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" } }],
};

const project = (displayName, options) => ({
  displayName,
  transform,
  testEnvironment: "node",
  moduleNameMapper: {
    "^(\\.{1,2}/.*)\\.js$": "$1",
    "^pulumi-syntask$": "<rootDir>/sdk/src/index.ts",
    "^pulumi-syntask/aws$": "<rootDir>/sdk/src/aws/index.ts",
    "^pulumi-syntask/docker$": "<rootDir>/sdk/src/docker/index.ts",
    "^pulumi-syntask/kubernetes$": "<rootDir>/sdk/src/kubernetes/index.ts",
    "^pulumi-syntask/provider$": "<rootDir>/sdk/src/provider.ts",
    "^pulumi-syntask/azure$": "<rootDir>/sdk/src/azure/index.ts",
    "^pulumi-syntask/gcp$": "<rootDir>/sdk/src/gcp/index.ts",
  },
  transformIgnorePatterns: [`/node_modules/(?!${modules}/)`],
  modulePathIgnorePatterns: ["<rootDir>/sdk/dist/", "<rootDir>/examples/templates/"],
  ...options,
});

const withServer = {
  globalSetup: "<rootDir>/test/support/start-server.mjs",
  globalTeardown: "<rootDir>/test/support/stop-server.mjs",
};

/** Tests of what servers take since a version stand in a folder of its name, as `test/since/3.4.0`. */
const withNewestServer = {
  globalSetup: "<rootDir>/test/support/start-newest-server.mjs",
  globalTeardown: "<rootDir>/test/support/stop-newest-server.mjs",
  setupFiles: ["<rootDir>/test/support/use-newest-server.js"],
};

/**
 * `*.test.ts` needs nothing, `*.server.test.ts` a Syntask server, `test/e2e` the Pulumi CLI as well, and `test/since` a newer server.
 * `test/bundles`, `test/examples`, `test/faults`, `test/stacks`, `test/upgrade` and `test/workers` run for many minutes, each by a command
 * of its own.
 */
/** @type {import("jest").Config} */
module.exports = {
  projects: [
    project("unit", {
      testMatch: ["<rootDir>/test/**/*.test.ts", "<rootDir>/examples/**/*.test.ts"],
      testPathIgnorePatterns: [
        "\\.server\\.test\\.ts$",
        "/test/bundles/",
        "/test/e2e/",
        "/test/faults/",
        "/test/since/",
        "/test/stacks/",
        "/test/upgrade/",
        "/test/workers/",
        "/test/examples/",
      ],
    }),
    project("server", {
      testMatch: ["<rootDir>/test/**/*.server.test.ts"],
      testPathIgnorePatterns: ["/test/e2e/"],
      ...withServer,
    }),
    project("workers", {
      testMatch: ["<rootDir>/test/workers/**/*.test.ts"],
      testPathIgnorePatterns: process.env.PULUMI_SYNTASK_NO_DOCKER ? ["/docker-worker\\."] : [],
      ...withServer,
    }),
    project("examples", {
      testMatch: ["<rootDir>/test/examples/**/*.test.ts"],
      testPathIgnorePatterns: process.env.PULUMI_SYNTASK_NO_DOCKER ? ["/test/examples/docker/"] : [],
      ...withServer,
    }),
    project("faults", { testMatch: ["<rootDir>/test/faults/**/*.test.ts"], ...withServer }),
    project("stacks", { testMatch: ["<rootDir>/test/stacks/**/*.test.ts"], ...withServer }),
    project("bundles", { testMatch: ["<rootDir>/test/bundles/**/*.test.ts"], ...withNewestServer }),
    project("newest", { testMatch: ["<rootDir>/test/since/**/*.test.ts"], ...withNewestServer }),
    project("upgrade", {
      testMatch: ["<rootDir>/test/upgrade/**/*.test.ts"],
      setupFiles: ["<rootDir>/test/support/use-former-version.js"],
    }),
    project("e2e", {
      testMatch: ["<rootDir>/test/e2e/**/*.test.ts"],
      testPathIgnorePatterns: process.env.PULUMI_SYNTASK_NO_DOCKER ? ["/test/e2e/docker/"] : [],
      ...withServer,
    }),
  ],
  testTimeout: 600_000,
  // Most of a test's time is spent by processes that it starts. More than two of these at once, and SQLite is the bound.
  maxWorkers: 2,
  // What nobody waited for fails its test, and does not end the process without a name.
  waitForUnhandledRejections: true,
  // A server that a failed test left open does not keep the run from ending.
  forceExit: true,
};
