const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const { request } = require("node:http");
const { tmpdir } = require("node:os");
const { dirname, join } = require("node:path");
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

/** What the daemon cannot change in a container that is there. */
const containerReplaceOn = [
  ...["name", "image", "command", "envs", "uploads", "init", "healthcheck", "hosts", "networkMode", "networksAdvanced"],
  ...["volumes", "labels", "logDriver", "logOpts", "destroyGraceSeconds", "stopTimeout"],
];

const container = {
  replaceOn: containerReplaceOn,
  async create(inputs) {
    const { Id: id } = await daemon("POST", `/containers/create?name=${inputs.name}`, containerSettings(inputs));
    try {
      upload(id, inputs.uploads ?? []);
      docker(undefined, ["start", id]);
    } catch (error) {
      docker(undefined, ["rm", "--force", id]);
      throw error;
    }
    return { id };
  },
  async read(id) {
    const { status } = spawnSync("docker", ["container", "inspect", id]);
    return status === 0 ? {} : undefined;
  },
  update: (id, inputs) => daemon("POST", `/containers/${id}/update`, limitsOf(inputs)),
  async delete(id, { destroyGraceSeconds }) {
    docker(undefined, ["stop", "--time", String(destroyGraceSeconds), id]);
    docker(undefined, ["rm", "--force", "--volumes", id]);
  },
};

const limitsOf = ({ restart, memory, cpus }) => ({
  RestartPolicy: { Name: restart },
  Memory: (memory ?? 0) * 1024 ** 2,
  NanoCpus: Number(cpus ?? 0) * 1e9,
});

function containerSettings({ image, command, envs, stopTimeout, labels = [], volumes = [], hosts = [], ...inputs }) {
  const { init, networkMode, networksAdvanced = [], logDriver, logOpts, healthcheck } = inputs;
  return {
    Image: image,
    Cmd: command,
    Env: envs,
    StopTimeout: stopTimeout,
    Labels: Object.fromEntries(labels.map(({ label, value }) => [label, value])),
    Healthcheck: healthcheck && {
      Test: healthcheck.tests,
      Interval: nanoseconds(healthcheck.interval),
      Timeout: nanoseconds(healthcheck.timeout),
      StartPeriod: nanoseconds(healthcheck.startPeriod),
      Retries: healthcheck.retries,
    },
    HostConfig: {
      ...limitsOf(inputs),
      Init: init,
      NetworkMode: networkMode ?? networksAdvanced[0]?.name,
      ExtraHosts: hosts.map(({ host, ip }) => `${host}:${ip}`),
      Binds: volumes.map(({ hostPath, containerPath }) => `${hostPath}:${containerPath}`),
      LogConfig: { Type: logDriver, Config: logOpts },
    },
  };
}

const nanoseconds = (seconds) => Number.parseInt(seconds, 10) * 1e9;

/** What Docker's own command cannot say, such as a health check without a shell. */
function daemon(method, path, body) {
  const socketPath = (process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock").replace("unix://", "");
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json" };
    const sent = request({ socketPath, method, path, headers }, async (answer) => {
      const text = await answer.setEncoding("utf8").reduce((all, chunk) => all + chunk, "");
      const told = text ? JSON.parse(text) : {};
      if (answer.statusCode < 300) resolve(told);
      else reject(new Error(told.message));
    });
    sent.on("error", reject).end(JSON.stringify(body));
  });
}

function upload(id, files) {
  if (files.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-docker-"));
  try {
    for (const { file, content, permissions } of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true, mode: 0o755 });
      writeFileSync(join(folder, file), content);
      chmodSync(join(folder, file), Number.parseInt(permissions, 8));
    }
    const { stdout } = spawnSync("tar", ["--create", "--directory", folder, "--owner=0", "--group=0", "."]);
    docker(undefined, ["cp", "-", `${id}:/`], stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
    "docker:index/container:Container": container,
    "docker:index/image:Image": image,
    "docker:index/tag:Tag": tag,
    "docker:index/registryImage:RegistryImage": registryImage,
  },
});
