const iam = require("@aws-sdk/client-iam");
const s3 = require("@aws-sdk/client-s3");

/** Clients of S3 and IAM, at the addresses and with the key of the provider's config. */
class AwsApi {
  configure({ region, accessKey, secretKey, endpoints }) {
    const [addresses] = JSON.parse(endpoints);
    const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
    this.region = region;
    this.s3 = new s3.S3Client({ region, credentials, endpoint: addresses.s3, forcePathStyle: true });
    this.iam = new iam.IAMClient({ region, credentials, endpoint: addresses.iam });
  }

  callS3 = (command, input) => this.s3.send(new s3[`${command}Command`](input));
  callIam = (command, input) => this.iam.send(new iam[`${command}Command`](input));

  /** @returns what an operation answers; `undefined` when what it is about is gone */
  async unlessGone(operation) {
    try {
      return await operation();
    } catch (error) {
      if (/^(NoSuch|NotFound)|NotFoundError$/.test(error.name) || error.$metadata?.httpStatusCode === 404)
        return undefined;
      throw error;
    }
  }
}

module.exports = { AwsApi };
