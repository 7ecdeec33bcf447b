const { isDeepStrictEqual } = require("node:util");
const { registry } = require("./kept");

/**
 * Repositories of ECR, and logins to them. The emulator keeps no images: with PULUMI_SYNTASK_TEST_REGISTRY, host and
 * password of a registry on this machine, that one stands for it.
 *
 * @param {import("./aws-api").AwsApi} api
 */
function registryOf(api) {
  const { callEcr } = api;
  const { host, password } = registry();
  const unlessGone = (operation) => api.unlessGone(operation);

  const found = async (name) => {
    const answer = await unlessGone(() => callEcr("DescribeRepositories", { repositoryNames: [name] }));
    const { repositoryArn: arn, repositoryUri, registryId } = answer?.repositories[0] ?? {};
    return arn && { arn, registryId, repositoryUrl: host ? `${host}/${name}` : repositoryUri };
  };

  const repository = {
    named: "name",
    replaceOn: ["name"],
    computed: ["arn", "registryId", "repositoryUrl"],
    async create({ name, imageScanningConfiguration, imageTagMutability, imageTagMutabilityExclusionFilters }) {
      await callEcr("CreateRepository", {
        repositoryName: name,
        imageScanningConfiguration,
        imageTagMutability,
        imageTagMutabilityExclusionFilters,
      });
      return { id: name, outputs: await found(name) };
    },
    read: async (id) => (await found(id)) && {},
    update: async () => {},
    delete: (id, { forceDelete: force }) =>
      unlessGone(() => callEcr("DeleteRepository", { repositoryName: id, force })),
  };

  /** A text that belongs to a repository, written and read as a whole. */
  const text = (noun, key) => ({
    replaceOn: ["repository"],
    async create({ repository: repositoryName, policy }) {
      await callEcr(`${noun.put}`, { repositoryName, [key]: policy });
      return { id: repositoryName };
    },
    async read(id, { policy }) {
      const answer = await unlessGone(() => callEcr(`Get${noun.name}`, { repositoryName: id }));
      const isSame = answer && isDeepStrictEqual(JSON.parse(answer[key]), JSON.parse(policy));
      return answer && { policy: isSame ? policy : answer[key] };
    },
    update: (id, { policy }) => callEcr(`${noun.put}`, { repositoryName: id, [key]: policy }),
    delete: (id) => unlessGone(() => callEcr(`Delete${noun.name}`, { repositoryName: id })),
  });

  return {
    resources: {
      "aws:ecr/repository:Repository": repository,
      "aws:ecr/lifecyclePolicy:LifecyclePolicy": text(
        { name: "LifecyclePolicy", put: "PutLifecyclePolicy" },
        "lifecyclePolicyText",
      ),
      "aws:ecr/repositoryPolicy:RepositoryPolicy": text(
        { name: "RepositoryPolicy", put: "SetRepositoryPolicy" },
        "policyText",
      ),
    },
    functions: {
      "aws:ecr/getRepository:getRepository": async ({ name }) => ({ name, ...(await found(name)) }),
      async "aws:ecr/getAuthorizationToken:getAuthorizationToken"({ registryId }) {
        const { authorizationData } = await callEcr("GetAuthorizationToken", { registryIds: [registryId] });
        const [{ authorizationToken, proxyEndpoint }] = authorizationData;
        const [userName, own] = Buffer.from(authorizationToken, "base64").toString().split(":");
        return { registryId, proxyEndpoint, userName, password: password ?? own };
      },
    },
  };
}

module.exports = { registryOf };
