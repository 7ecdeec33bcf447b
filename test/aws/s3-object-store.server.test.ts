import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { openS3ObjectStore } from "../../sdk/src/aws/s3-object-store";
import { objectStoreContract } from "../code/object-store-contract";
import { Moto, rootKey } from "../support/moto/moto";

let moto: Moto;
beforeAll(async () => {
  moto = await Moto.start();
});
afterAll(() => moto.stop());

const config = { get: () => undefined };

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
