const logs = require("@aws-sdk/client-cloudwatch-logs");
const ec2 = require("@aws-sdk/client-ec2");
const ecr = require("@aws-sdk/client-ecr");
const ecs = require("@aws-sdk/client-ecs");
const iam = require("@aws-sdk/client-iam");
const s3 = require("@aws-sdk/client-s3");
const { fromTemporaryCredentials } = require("@aws-sdk/credential-providers");

const assumed = (RoleArn, masterCredentials, clientConfig) =>
  fromTemporaryCredentials({ masterCredentials, params: { RoleArn, RoleSessionName: "double" }, clientConfig });

/** Clients of S3, IAM, ECR, ECS, EC2 and CloudWatch Logs, at the addresses and with the key of the provider's config. */
class AwsApi {
  configure({ region, accessKey, secretKey, endpoints, assumeRoles }) {
    const [addresses] = JSON.parse(endpoints);
    const key = { accessKeyId: accessKey, secretAccessKey: secretKey };
    const [role] = JSON.parse(assumeRoles ?? "[]");
    const credentials = role ? assumed(role.roleArn, key, { region, endpoint: addresses.sts }) : key;
    this.region = region;
    this.s3 = new s3.S3Client({ region, credentials, endpoint: addresses.s3, forcePathStyle: true });
    this.iam = new iam.IAMClient({ region, credentials, endpoint: addresses.iam });
    this.ecr = new ecr.ECRClient({ region, credentials, endpoint: addresses.ecr });
    this.ecs = new ecs.ECSClient({ region, credentials, endpoint: addresses.ecs });
    this.ec2 = new ec2.EC2Client({ region, credentials, endpoint: addresses.ec2 });
    this.logs = new logs.CloudWatchLogsClient({ region, credentials, endpoint: addresses.logs });
  }

  callS3 = (command, input) => this.s3.send(new s3[`${command}Command`](input));
  callEcr = (command, input) => this.ecr.send(new ecr[`${command}Command`](input));
  callEcs = (command, input) => this.ecs.send(new ecs[`${command}Command`](input));
  callEc2 = (command, input) => this.ec2.send(new ec2[`${command}Command`](input));
  callLogs = (command, input) => this.logs.send(new logs[`${command}Command`](input));
  callIam = (command, input) => this.iam.send(new iam[`${command}Command`](input));

  /** @returns what an operation answers; `undefined` when what it is about is gone */
  async unlessGone(operation) {
    try {
      return await operation();
    } catch (error) {
      if (/^(NoSuch|NotFound)|NotFound(Error|Exception)?$/.test(error.name) || error.$metadata?.httpStatusCode === 404)
        return undefined;
      throw error;
    }
  }
}

module.exports = { AwsApi };
