const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { version } = require("@pulumi/docker/package.json");
const { serve } = require("./provider-kit");

const shownLogLines = 10;

/** Builds and pushes with Docker's own command. */
const image = {
  computed: ["repoDigest", "baseImageName", "registryServer"],
  recomputed: ["repoDigest"],
  async check({ build }) {
    if (typeof build?.context !== "string") return {};
    return { build: { ...build, contextDigest: digestOf(build.context) } };
  },
  async create(inputs) {
    return { id: inputs.imageName, outputs: buildAndPush(inputs) };
  },
  read: async () => ({}),
  update: async (_, inputs) => buildAndPush(inputs),
  async delete() {},
};

const tag = {
  replaceOn: ["sourceImage", "targetImage"],
  computed: ["sourceImageId"],
  async create({ sourceImage, targetImage }) {
    docker(undefined, ["tag", sourceImage, targetImage]);
    return { id: targetImage };
  },
  read: async () => ({}),
  async delete() {},
};

const registryImage = {
  replaceOn: ["name"],
  computed: ["sha256Digest"],
  async create({ name, authConfig }) {
    loggedIn(authConfig?.address, authConfig, (config) => docker(config, ["push", name]));
    return { id: name };
  },
  read: async () => ({}),
  async delete(_, { keepRemotely }) {
    if (!keepRemotely) throw new Error("the double deletes nothing from a registry");
  },
};

/** The content of a folder, by its paths. */
function digestOf(folder) {
  const hash = createHash("sha256");
  for (const path of readdirSync(folder, { recursive: true }).sort()) {
    if (statSync(join(folder, path)).isFile()) hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
  }
  return hash.digest("hex");
}

function buildAndPush({ imageName, build, registry }) {
  const { context, dockerfile, args = {}, platform, target, network } = build;
  const options = [
    ...["--file", dockerfile, "--tag", imageName],
    ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...(platform ? ["--platform", platform] : []),
    ...(target ? ["--target", target] : []),
    ...(network ? ["--network", network] : []),
  ];
  docker(undefined, ["build", ...options, context]);
  loggedIn(registry.server, registry, (config) => docker(config, ["push", imageName]));
  const all = JSON.parse(docker(undefined, ["image", "inspect", "--format", "{{json .RepoDigests}}", imageName]));
  const repository = imageName.replace(/:[^:/]+$/, "");
  const repoDigest = all.find((name) => name.startsWith(`${repository}@`));
  return { repoDigest, baseImageName: imageName, registryServer: registry.server };
}

function loggedIn(server, { username, password } = {}, work) {
  const config = mkdtempSync(join(tmpdir(), "pulumi-syntask-docker-"));
  try {
    if (username) docker(config, ["login", server, "--username", username, "--password-stdin"], password);
    work(config);
  } finally {
    rmSync(config, { recursive: true });
  }
}

/** Debian's daemon has no BuildKit. */
function docker(config, args, input) {
  const env = { ...process.env, ...(config && { DOCKER_CONFIG: config }), DOCKER_BUILDKIT: "0" };
  const { status, stdout, stderr } = spawnSync("docker", args, { env, input, encoding: "utf8" });
  if (status === 0) return stdout;
  const lines = `${stdout}${stderr}`.trim().split("\n");
  throw new Error(`docker ${args[0]} failed:\n${lines.slice(-shownLogLines).join("\n")}`);
}

serve({
  version,
  configure() {},
  resources: {
    "docker:index/image:Image": image,
    "docker:index/tag:Tag": tag,
    "docker:index/registryImage:RegistryImage": registryImage,
  },
});
