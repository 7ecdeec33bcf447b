import { toWire } from "../../sdk/src/engine/field-table";
import { plan } from "../../sdk/src/engine/plan";
import { definitions } from "../../sdk/src/provider";
import { failuresOf } from "../support/check-failures";

describe("Azure's credentials", () => {
  const missing =
    "`connectionString` is missing; write `connectionString`, or `accountUrl` for workers with an identity";

  test("need a connection string or an account's URL", async () => {
    expect(await failuresOf("AzureBlobStorageCredentials", {})).toEqual([missing]);
    expect(await failuresOf("AzureBlobStorageCredentials", { connectionString: "hush" })).toEqual([]);
    expect(await failuresOf("AzureBlobStorageCredentials", { accountUrl: "https://a.invalid" })).toEqual([]);
  });

  test.each(["connectionString", "accountUrl"])("may have a `%s` that is not known yet", async (later) => {
    expect(await failuresOf("AzureBlobStorageCredentials", {}, [later])).toEqual([]);
  });
});

describe("an AWS key", () => {
  test("is an id and a secret", async () => {
    const [noSecret] = await failuresOf("AwsCredentials", { awsAccessKeyId: "AKIA" });
    expect(noSecret).toBe("`awsSecretAccessKey` is missing; a key is an id and a secret, so write both");
    const [noId] = await failuresOf("AwsCredentials", { awsSecretAccessKey: "hush" });
    expect(noId).toBe("`awsAccessKeyId` is missing; a key is an id and a secret, so write both");
    expect(await failuresOf("AwsCredentials", {})).toEqual([]);
  });

  test.each([
    [{ awsAccessKeyId: "AKIA" }, "awsSecretAccessKey"],
    [{ awsSecretAccessKey: "hush" }, "awsAccessKeyId"],
  ])("is whole with %j where `%s` is not known yet", async (inputs, later) => {
    expect(await failuresOf("AwsCredentials", inputs, [later])).toEqual([]);
  });
});

test("Google's credentials are a key or the path of one", async () => {
  const both = { serviceAccountInfo: {}, serviceAccountFile: "/key.json" };
  expect(await failuresOf("GcpCredentials", both)).toEqual([
    "`serviceAccountFile` is given beside `serviceAccountInfo`; write one of them",
  ]);
  expect(await failuresOf("GcpCredentials", { serviceAccountFile: "/key.json" })).toEqual([]);
});

describe("Bitbucket's credentials", () => {
  const kind = "BitbucketCredentials";

  test.each([{ token: "hush" }, { username: "me", password: "hush" }, { password: "hush" }])(
    "%j are whole",
    async (inputs) => {
      expect(await failuresOf(kind, inputs)).toEqual([]);
    },
  );

  test("are refused without a token or a password, and with a user alone", async () => {
    expect(await failuresOf(kind, {})).toEqual(["`token` is missing; write `token`, or `username` and `password`"]);
    expect(await failuresOf(kind, { username: "me", token: "hush" })).toEqual([
      expect.stringContaining("`username` is given without `password`"),
    ]);
    expect(await failuresOf(kind, { username: "me" }, ["password"])).toEqual([]);
  });
});

describe.each(["AwsCredentials", "MinioCredentials"])("`verify` of %s, which other languages write as text", (kind) => {
  const definition = definitions.get(kind)!;
  const withVerify = (verify: unknown) => ({ awsClientParameters: { useSsl: true, verify } });
  const sent = (verify: unknown) => toWire(definition.fields!, withVerify(verify), "create").aws_client_parameters;

  test.each([
    ["true", true],
    ["false", false],
    ["/ca.pem", "/ca.pem"],
    [false, false],
  ])("%j is sent as %j", (written, meant) => {
    expect(sent(written)).toEqual({ use_ssl: true, verify: meant });
  });

  test("is no change where the two mean the same", () => {
    expect(plan(definition, withVerify(false), withVerify("false")).changed).toEqual([]);
    expect(plan(definition, withVerify(true), withVerify("false")).changed).toEqual(["awsClientParameters"]);
  });
});
