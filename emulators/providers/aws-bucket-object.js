const { readFile } = require("node:fs/promises");
const { DeleteObjectCommand, PutObjectCommand, S3Client } = require("@aws-sdk/client-s3");
const { version } = require("@pulumi/aws/package.json");
const { serve } = require("./provider-kit");

let client;

/** The one request that nobody can do without. AWS's own plugin may send more. */
async function put({ bucket, key, source }) {
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(source.path) }));
}

serve({
  version,
  configure({ region, accessKey, secretKey, endpoints }) {
    const [{ s3: endpoint }] = JSON.parse(endpoints);
    const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
    client = new S3Client({ region, credentials, endpoint, forcePathStyle: true });
  },
  resources: {
    "aws:s3/bucketObject:BucketObject": {
      replaceOn: ["bucket", "key"],
      async create(inputs) {
        await put(inputs);
        return { id: inputs.key };
      },
      read: async () => ({}),
      update: (_, inputs) => put(inputs),
      delete: (id, { bucket }) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: id })),
    },
  },
});
