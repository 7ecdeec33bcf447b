import { CreateBucketCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { Problem } from "../../scripts/lib/problem.mjs";

/** A bucket, asked directly and not through the proxy, so that no request of ours is counted. */
export class Bucket {
  #client;

  constructor(url, name) {
    const credentials = { accessKeyId: "root", secretAccessKey: "root" };
    this.name = name;
    this.#client = new S3Client({ endpoint: url, region: "us-east-1", credentials, forcePathStyle: true });
  }

  static async create(url, name) {
    const bucket = new Bucket(url, name);
    await bucket.#client.send(new CreateBucketCommand({ Bucket: name }));
    return bucket;
  }

  /** A way that is fast because it leaves something out is no way. */
  async expectFiles(prefix, folder) {
    const found = new Map();
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#client }, { Bucket: this.name })) {
      for (const { Key, ETag } of Contents) found.set(Key, ETag.replaceAll('"', ""));
    }
    const wrong = [...folder.hashes].filter(([path, md5]) => found.get(prefix + path) !== md5);
    if (wrong.length > 0 || found.size !== folder.hashes.size) {
      throw new Problem(
        `${wrong.length} of ${folder.hashes.size} files are not in the bucket as they are on the disk.`,
      );
    }
  }
}
