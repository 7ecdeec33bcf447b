import { fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { endpointOf, type S3Settings, s3ClientConfig } from "../../sdk/src/aws/s3-settings";

jest.mock("@aws-sdk/credential-providers", () => ({
  fromTemporaryCredentials: jest.fn((options) => options),
  fromNodeProviderChain: jest.fn((options) => options),
}));

const key = { "aws:accessKey": "stack-id", "aws:secretKey": "stack-secret" };
const settingsOf = (config: Record<string, string>, given?: S3Settings) =>
  s3ClientConfig({ get: (name) => config[name] }, given);

describe("who asks", () => {
  test("is the stack's key, with the token of a key that is good for some time only", async () => {
    const { credentials, profile } = await settingsOf({ ...key, "aws:token": "stack-token" });
    expect(credentials).toEqual({
      accessKeyId: "stack-id",
      secretAccessKey: "stack-secret",
      sessionToken: "stack-token",
    });
    expect(profile).toBeUndefined();
  });

  test("is the key that is given, with its own token alone", async () => {
    const config = { ...key, "aws:token": "stack-token" };
    const given = { accessKeyId: "own-id", secretAccessKey: "own-secret" };
    expect((await settingsOf(config, given)).credentials).toEqual({ ...given, sessionToken: undefined });
    const passing = { ...given, sessionToken: "own-token" };
    expect((await settingsOf(config, passing)).credentials).toEqual(passing);
  });

  test("is the stack's profile where there is no key, or half of one", async () => {
    const halves: Record<string, string>[] = [{}, { "aws:accessKey": "stack-id" }, { "aws:secretKey": "stack-secret" }];
    for (const half of halves) {
      const { credentials, profile } = await settingsOf({ ...half, "aws:profile": "team" });
      expect({ credentials, profile }).toEqual({ credentials: undefined, profile: "team" });
    }
  });

  test("is what the SDK finds by itself where nothing is set", async () => {
    expect(await settingsOf({})).not.toMatchObject({ credentials: expect.anything() });
  });

  const roles = JSON.stringify([
    { roleArn: "arn:aws:iam::1:role/first", externalId: "us" },
    { roleArn: "arn:aws:iam::2:role/second", sessionName: "deploy" },
  ]);

  test("is the last of the stack's roles, each assumed by the one before", async () => {
    const { credentials } = await settingsOf({ ...key, "aws:assumeRoles": roles, "aws:region": "eu-central-1" });
    const clientConfig = { region: "eu-central-1" };
    expect(credentials).toEqual({
      masterCredentials: {
        masterCredentials: { accessKeyId: "stack-id", secretAccessKey: "stack-secret", sessionToken: undefined },
        params: { RoleArn: "arn:aws:iam::1:role/first", RoleSessionName: "pulumi-syntask", ExternalId: "us" },
        clientConfig,
      },
      params: { RoleArn: "arn:aws:iam::2:role/second", RoleSessionName: "deploy", ExternalId: undefined },
      clientConfig,
    });
    expect(fromTemporaryCredentials).toHaveBeenCalledTimes(2);
  });

  test("is a role that the stack's profile assumes", async () => {
    await settingsOf({ "aws:profile": "team", "aws:assumeRoles": roles });
    expect(fromNodeProviderChain).toHaveBeenCalledWith({ profile: "team" });
  });

  test("is no role where a key is given, which is a worker's", async () => {
    const given = { accessKeyId: "own-id", secretAccessKey: "own-secret" };
    expect((await settingsOf({ "aws:assumeRoles": roles }, given)).credentials).toMatchObject(given);
  });
});

describe("where the bucket is", () => {
  test("is said by what is given, then by the stack, then by the SDK", async () => {
    expect(await settingsOf({ "aws:region": "eu-west-1" }, { region: "us-west-2" })).toMatchObject({
      region: "us-west-2",
    });
    expect(await settingsOf({ "aws:region": "eu-west-1" })).toMatchObject({ region: "eu-west-1" });
    expect(await settingsOf({})).not.toHaveProperty("region");
    expect(await settingsOf({})).not.toHaveProperty("endpoint");
  });

  test("is another endpoint, given or of the stack, which needs a region all the same", async () => {
    const endpoints = JSON.stringify([{ iam: "http://iam" }, { s3: "http://s3" }]);
    expect(await settingsOf({ "aws:endpoints": endpoints })).toMatchObject({
      endpoint: "http://s3",
      region: process.env.AWS_REGION ?? "us-east-1",
    });
    expect(await settingsOf({ "aws:endpoints": endpoints }, { endpoint: "http://given" })).toMatchObject({
      endpoint: "http://given",
    });
    const config = { get: (name: string) => (name === "aws:endpoints" ? endpoints : undefined) };
    expect([endpointOf(config, "iam"), endpointOf(config, "ecr")]).toEqual(["http://iam", undefined]);
  });

  test.each<[Record<string, string>, S3Settings, boolean]>([
    [{}, {}, false],
    [{ "aws:s3UsePathStyle": "true" }, {}, true],
    [{ "aws:s3UsePathStyle": "true" }, { pathStyle: false }, false],
    [{}, { pathStyle: true }, true],
  ])("is a path where %j and %j say so", async (config, given, forcePathStyle) => {
    expect(await settingsOf(config, given)).toMatchObject({ forcePathStyle });
  });
});

test("a client tries again some times, follows a bucket, and is silent", async () => {
  const before = process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED;
  delete process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED;
  const { logger, ...settings } = await settingsOf({});
  expect(settings).toMatchObject({
    followRegionRedirects: true,
    maxAttempts: 6,
    retryMode: "standard",
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  for (const level of ["debug", "info", "warn", "error"] as const) expect(logger![level]("hush")).toBeUndefined();
  expect(process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED).toBe("true");
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "no";
  await settingsOf({});
  expect(process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED).toBe("no");
  if (before === undefined) delete process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED;
  else process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = before;
});
