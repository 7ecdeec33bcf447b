import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { replaceFile } from "./replace-file.mjs";
import { repository } from "./repository.mjs";

const source = join(repository, "sdk/src/plugin");

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

/** What components and Pulumi's SDK use as well as the provider: there once. */
const shared = [
  "@grpc/grpc-js",
  "@lezer/python",
  "ajv",
  "axios",
  "google-protobuf",
  // Its messages are asked for with the ending and without.
  ...["any_pb", "empty_pb", "struct_pb", "timestamp_pb"].flatMap((name) =>
    ["", ".js"].map((ending) => `google-protobuf/google/protobuf/${name}${ending}`),
  ),
  "smol-toml",
  "yaml",
];

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
  const embedded = { components: packed(components), sdk: packed(sdk) };
  const provider = await build({
    ...common,
    entryPoints: [join(source, "main.ts")],
    external: installedByUser,
    plugins: [
      standIn,
      virtual("./embedded.js", `module.exports = ${JSON.stringify(embedded)}`),
      virtual("./shared-modules.js", lazyModules(shared)),
    ],
  });
  const find = await readFile(join(repository, "scripts/lib/plugin-require.cjs"), "utf8");
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, `#!/usr/bin/env node\n${find}${provider.outputFiles[0].text}`, 0o755);
  const inputs = [components, sdk, provider].flatMap(({ metafile }) => Object.keys(metafile.inputs));
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
