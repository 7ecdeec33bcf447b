import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Moto, rootKey } from "../../emulators/aws/moto";
import { openS3ObjectStore } from "../../sdk/src/aws/s3-object-store";
import { objectStoreContract } from "../code/object-store-contract";

let moto: Moto;
beforeAll(async () => {
  moto = await Moto.start();
});
afterAll(() => moto.stop());

const config = { get: () => undefined };
const hashed = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("hex");

/** Writes an object in parts, whose ETag is no hash of the content, as it is with a key of KMS. */
async function putInParts(s3: S3Client, Key: string, Body: string, Metadata: Record<string, string>): Promise<void> {
  const place = { Bucket: "parts", Key };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...place, Metadata }));
  const { ETag } = await s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body }));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await s3.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload }));
}

test("an object whose ETag says nothing of its content is known by the hash that it was written with", async () => {
  const s3 = new S3Client(moto.client());
  await s3.send(new CreateBucketCommand({ Bucket: "parts" }));
  await putInParts(s3, "ours", "text", { sha256: hashed("sha256", "text") });
  await putInParts(s3, "theirs", "text", {});
  const store = await openS3ObjectStore({ bucket: "parts", endpoint: moto.url, pathStyle: true }, config, rootKey);
  const content = (text: string) => ({ size: 4, md5: hashed("md5", text), sha256: hashed("sha256", text) });
  const known: Record<string, boolean> = {};
  for await (const object of store.list("")) {
    expect(object.etag).toContain("-");
    known[object.key] = await store.holds(object, content("text"));
    expect(await store.holds(object, content("next"))).toBe(false);
  }
  expect(known).toEqual({ ours: true, theirs: false });
});

objectStoreContract("S3", async () => {
  await new S3Client(moto.client()).send(new CreateBucketCommand({ Bucket: "flows" }));
  const open = (bucket: string, credentials: Record<string, string> = rootKey) =>
    openS3ObjectStore({ bucket, endpoint: moto.url, pathStyle: true }, config, credentials);
  return {
    open: () => open("flows"),
    openMissing: () => open("not-there"),
    async openWithWrongKey() {
      await moto.enforcePolicies();
      return open("flows", { accessKeyId: "AKIAWRONG", secretAccessKey: "wrong-secret" });
    },
  };
});
