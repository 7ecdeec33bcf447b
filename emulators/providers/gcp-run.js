const { createHash } = require("node:crypto");
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");
const { fileOf, kept } = require("./kept");

const pause = 300;

const secret = kept(
  ({ project, secretId }) => `projects/${project}/secrets/${secretId}`,
  { replaceOn: ["secretId", "project"], computed: ["name"] },
  (_, name) => ({ name }),
);

const secretMember = kept(({ project, secretId, role, member }) => [project, secretId, role, member].join("/"), {
  replaceOn: ["secretId", "project", "role", "member"],
  computed: ["etag"],
});

function nextVersion(secretName) {
  const versions = `${secretName}/versions/`;
  const ids = readdirSync(process.env.PULUMI_SYNTASK_TEST_CLOUD).map(decodeURIComponent);
  const numbers = ids.filter((id) => id.startsWith(versions)).map((id) => Number(id.slice(versions.length)));
  return Math.max(0, ...numbers) + 1;
}

/** The value is nowhere but in the cloud, as with Google's own provider. */
const secretVersion = {
  ...kept(
    ({ secret: secretName }) => `${secretName}/versions/${nextVersion(secretName)}`,
    { replaceOn: ["secret", "secretDataWoVersion"], computed: ["name", "version"] },
    (_, name) => ({ name, version: name.split("/").at(-1), secretDataWo: undefined }),
  ),
  read: async (id) => (existsSync(fileOf(id)) ? {} : undefined),
};

const pool = kept(({ project, location, name }) => `projects/${project}/locations/${location}/workerPools/${name}`, {
  replaceOn: ["project", "location", "name"],
});
const statusOf = (id) => fileOf(`${id}/status`);

/** Waits until the agent has the workers of a pool as they are declared. */
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

/** Worker pools, which `CloudRunAgent` runs. */
const workerPool = {
  ...pool,
  async create(inputs) {
    const made = await pool.create(inputs);
    try {
      await settled(made.id);
    } catch (error) {
      await pool.delete(made.id);
      throw error;
    }
    return made;
  },
  read: async (id) => (existsSync(fileOf(id)) ? {} : undefined),
  async update(id, inputs) {
    await pool.update(id, inputs);
    await settled(id);
  },
  async delete(id) {
    await pool.delete(id);
    while (existsSync(statusOf(id))) await sleep(pause);
  },
};

module.exports = {
  run: {
    "gcp:secretmanager/secret:Secret": secret,
    "gcp:secretmanager/secretIamMember:SecretIamMember": secretMember,
    "gcp:secretmanager/secretVersion:SecretVersion": secretVersion,
    "gcp:cloudrunv2/workerPool:WorkerPool": workerPool,
  },
};
