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

  /**
   * A way that is fast because it leaves something out is no way. The ETag of what came in parts is no MD5.
   *
   * @param {string} prefix
   * @param {import("./flow-folder.mjs").FlowFolder} folder
   * @param {boolean} deletes Whether the way deletes what is gone.
   */
  async expectFiles(prefix, folder, deletes) {
    const found = new Map();
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#client }, { Bucket: this.name })) {
      for (const { Key, ETag, Size } of Contents) found.set(Key, { etag: ETag.replaceAll('"', ""), size: Size });
    }
    const wrong = [...folder.files].filter(([path, { md5, size }]) => {
      const object = found.get(prefix + path);
      return object?.size !== size || (object.etag !== md5 && !object.etag.includes("-"));
    });
    if (wrong.length > 0 || (deletes && found.size !== folder.files.size)) {
      throw new Problem(`${wrong.length} of ${folder.files.size} files are not in the bucket as they are on the disk.`);
    }
  }
}
