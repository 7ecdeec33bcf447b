const { existsSync, readdirSync } = require("node:fs");
const { runByAgent } = require("./agent-run");
const { fileOf, kept } = require("./kept");

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

/** Worker pools, which `CloudRunAgent` runs. */
const workerPool = runByAgent(
  kept(({ project, location, name }) => `projects/${project}/locations/${location}/workerPools/${name}`, {
    replaceOn: ["project", "location", "name"],
  }),
);

module.exports = {
  run: {
    "gcp:secretmanager/secret:Secret": secret,
    "gcp:secretmanager/secretIamMember:SecretIamMember": secretMember,
    "gcp:secretmanager/secretVersion:SecretVersion": secretVersion,
    "gcp:cloudrunv2/workerPool:WorkerPool": workerPool,
  },
};
