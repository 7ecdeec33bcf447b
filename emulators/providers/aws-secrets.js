const secretsManager = require("@aws-sdk/client-secrets-manager");

/**
 * Secrets, and their values, which the double keeps no more of than AWS's own provider does.
 *
 * @param {import("./aws-api").AwsApi} api
 */
function secretsOf(api) {
  const call = (command, input) => api.secrets.send(new secretsManager[`${command}Command`](input));
  const found = (id) => api.unlessGone(() => call("DescribeSecret", { SecretId: id }));

  return {
    "aws:secretsmanager/secret:Secret": {
      named: "name",
      replaceOn: ["name"],
      computed: ["arn"],
      async create({ name, description }) {
        const { ARN } = await call("CreateSecret", { Name: name, Description: description });
        return { id: ARN, outputs: { arn: ARN } };
      },
      read: async (id) => (await found(id)) && {},
      update: async () => {},
      delete: (id, { recoveryWindowInDays = 30 }) => {
        const how =
          recoveryWindowInDays === 0
            ? { ForceDeleteWithoutRecovery: true }
            : { RecoveryWindowInDays: recoveryWindowInDays };
        return api.unlessGone(() => call("DeleteSecret", { SecretId: id, ...how }));
      },
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
      replaceOn: ["secretId", "secretStringWoVersion"],
      computed: ["versionId"],
      async create({ secretId, secretStringWo }) {
        const { VersionId } = await call("PutSecretValue", { SecretId: secretId, SecretString: secretStringWo });
        return { id: `${secretId}|${VersionId}`, outputs: { versionId: VersionId, secretStringWo: undefined } };
      },
      async read(_, { secretId, versionId }) {
        const versions = (await found(secretId))?.VersionIdsToStages ?? {};
        return versionId in versions ? {} : undefined;
      },
      // AWS forgets a version by itself once another one has taken its place.
      delete: async () => {},
    },
  };
}

module.exports = { secretsOf };
