import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { replaceFile } from "./replace-file.mjs";
import { repository } from "./repository.mjs";

const source = join(repository, "sdk/src/plugin");

/** The bundles that are loaded later, by the name under which the sources ask for them. */
const embedded = "./embedded.js";

/** What a program installs when it uses a cloud: never part of the bundle. */
const installedByUser = [
  "@aws-sdk/*",
  "@azure/*",
  "@google-cloud/*",
  "@pulumi/aws",
  "@pulumi/aws/*",
  "@pulumi/azure-native",
  "@pulumi/azure-native/*",
  "@pulumi/docker",
  "@pulumi/docker/*",
  "@pulumi/gcp",
  "@pulumi/gcp/*",
  "@pulumi/kubernetes",
  "@pulumi/kubernetes/*",
];

/** A module of Google's protobuf or of Pulumi's protocol is asked for with the ending and without. */
const withAndWithoutEnding = (names) => names.flatMap((name) => [name, `${name}.js`]);

/** What the protocol takes: loaded at the start, and what all that comes later uses as well. */
const protocol = [
  "@grpc/grpc-js",
  "google-protobuf",
  ...withAndWithoutEnding(
    ["any_pb", "empty_pb", "struct_pb", "timestamp_pb"].map((name) => `google-protobuf/google/protobuf/${name}`),
  ),
];
const ownMessages = withAndWithoutEnding(["plugin_pb", "provider_pb"].map((name) => `@pulumi/pulumi/proto/${name}`));

/** What components and Pulumi's SDK use as well as the provider: there once. */
const shared = [...protocol, "@lezer/python", "ajv", "axios", "smol-toml", "yaml"];

/** How gRPC describes itself to its debuggers, which nobody asks a provider for: its parser is as large as the protocol. */
const debuggers = ["@grpc/proto-loader"];

/** Compilers that Pulumi's SDK loads for programs that are written in them. */
const compilers = ["typescript", "ts-node", "@npmcli/arborist"];

const common = {
  absWorkingDir: repository,
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  // What of the SDK only programs use is not in its stand-in.
  logOverride: { "import-is-undefined": "silent" },
  metafile: true,
  write: false,
};

/**
 * The provider as one executable file, which needs Node.js and nothing else.
 *
 * @returns its path, and the files that are in it, as seen from the repository
 */
export async function bundlePlugin(out = join(repository, "sdk/plugin")) {
  const file = join(out, "pulumi-resource-syntask");
  const components = await build({
    ...common,
    entryPoints: [join(source, "construct.ts")],
    external: [...installedByUser, ...shared, "@pulumi/pulumi", "@pulumi/pulumi/*"],
  });
  const sdk = await build({
    ...common,
    stdin: { contents: lazyModules(sdkModules), resolveDir: source },
    external: shared,
    plugins: [without(compilers)],
  });
  const provider = await build({
    ...common,
    entryPoints: [join(source, "service.ts")],
    external: [...installedByUser, ...protocol, ...ownMessages, embedded],
    plugins: [standIn, virtual("./shared-modules.js", lazyModules(shared))],
  });
  const bundles = { provider: packed(provider), components: packed(components), sdk: packed(sdk) };
  const start = await build({
    ...common,
    entryPoints: [join(source, "main.ts")],
    plugins: [
      without(debuggers),
      virtual(embedded, `module.exports = ${JSON.stringify(bundles)}`),
      virtual("./protocol-modules.js", lazyModules([...protocol, ...ownMessages, embedded])),
    ],
  });
  const find = await readFile(join(repository, "scripts/lib/plugin-require.cjs"), "utf8");
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, `#!/usr/bin/env node\n${find}${start.outputFiles[0].text}`, 0o755);
  const inputs = [components, sdk, provider, start].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  return { file, inputs };
}

/** The parts of Pulumi's SDK that components are made with, by the names under which they ask for them. */
const sdkModules = [
  "@pulumi/pulumi",
  "@pulumi/pulumi/resource",
  "@pulumi/pulumi/provider/server",
  "@pulumi/pulumi/runtime/config",
  "@pulumi/pulumi/runtime/mocks",
  "@pulumi/pulumi/runtime/rpc",
  "@pulumi/pulumi/runtime/settings",
  "@pulumi/pulumi/runtime/state",
];

const lazyModules = (names) =>
  names.map((name) => `exports[${JSON.stringify(name)}] = () => require(${JSON.stringify(name)});`).join("\n");

/** A bundle as compressed text, which costs the executable next to nothing until it is asked for. */
const packed = ({ outputFiles }) => brotliCompressSync(outputFiles[0].contents).toString("base64");

const standIn = {
  name: "stand-in",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@pulumi\/pulumi(\/runtime\/.*)?$/ }, () => ({ path: join(source, "sdk-stand-in.ts") })),
};

const virtual = (name, contents) => ({
  name: `virtual ${name}`,
  setup({ onResolve, onLoad }) {
    const namespace = `virtual ${name}`;
    onResolve({ filter: new RegExp(`^${name.replaceAll(".", "\\.")}$`) }, () => ({ path: name, namespace }));
    onLoad({ filter: /.*/, namespace }, () => ({ contents, loader: "js", resolveDir: source }));
  },
});

const without = (names) => ({
  name: "without",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => ({ path, namespace: "empty" }));
    onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "module.exports = {};" }));
  },
});
