import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import {
  fromNodeProviderChain,
  fromTemporaryCredentials,
  fromTokenFile,
  fromWebToken,
} from "@aws-sdk/credential-providers";
import { faultOfAwsSettings } from "../../sdk/src/aws/aws-roles";
import { endpointOf } from "../../sdk/src/aws/endpoints";
import { type S3Settings, s3ClientConfig } from "../../sdk/src/aws/s3-settings";

jest.mock("@aws-sdk/credential-providers", () => ({
  fromTemporaryCredentials: jest.fn((options) => options),
  fromNodeProviderChain: jest.fn((options) => options),
  fromWebToken: jest.fn((options) => options),
  fromTokenFile: jest.fn((options) => options),
}));
beforeEach(() => jest.clearAllMocks());

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

  test("has of a role all that the settings say, its duration in seconds", async () => {
    const role = {
      roleArn: "arn:aws:iam::1:role/deploy",
      duration: "1h30m",
      policy: "{}",
      policyArns: ["arn:aws:iam::aws:policy/Less"],
      sourceIdentity: "ci",
      tags: { team: "etl" },
      transitiveTagKeys: ["team"],
    };
    await settingsOf({ ...key, "aws:assumeRoles": JSON.stringify([role]) });
    expect(jest.mocked(fromTemporaryCredentials).mock.calls[0]![0].params).toEqual({
      RoleArn: role.roleArn,
      RoleSessionName: "pulumi-syntask",
      DurationSeconds: 5400,
      Policy: "{}",
      PolicyArns: [{ arn: "arn:aws:iam::aws:policy/Less" }],
      SourceIdentity: "ci",
      Tags: [{ Key: "team", Value: "etl" }],
      TransitiveTagKeys: ["team"],
    });
  });

  const web = { roleArn: "arn:aws:iam::1:role/ci", sessionName: "ci", duration: "900s" };
  const asked = { roleArn: web.roleArn, roleSessionName: "ci", durationSeconds: 900, clientConfig: {} };

  test("is the role that a token of another issuer opens, in the place of a key and a profile", async () => {
    const config = { ...key, "aws:profile": "team" };
    const withToken = JSON.stringify({ ...web, webIdentityToken: "signed" });
    const settings = await settingsOf({ ...config, "aws:assumeRoleWithWebIdentity": withToken });
    expect(fromWebToken).toHaveBeenCalledWith({ ...asked, webIdentityToken: "signed" });
    expect(settings).not.toHaveProperty("profile");
    const withFile = JSON.stringify({ roleArn: web.roleArn, webIdentityTokenFile: "/token" });
    await settingsOf({ "aws:assumeRoleWithWebIdentity": withFile });
    const ofFile = { ...asked, roleSessionName: "pulumi-syntask", durationSeconds: undefined };
    expect(fromTokenFile).toHaveBeenCalledWith({ ...ofFile, webIdentityTokenFile: "/token" });
  });

  test("is a role that this one assumes, asked for where the settings say that roles are", async () => {
    const settings = {
      "aws:assumeRoleWithWebIdentity": JSON.stringify({ ...web, webIdentityToken: "signed" }),
      "aws:assumeRoles": roles,
      "aws:endpoints": JSON.stringify([{ s3: "http://s3", sts: "http://sts" }]),
      "aws:stsRegion": "eu-west-3",
    };
    const clientConfig = { region: "eu-west-3", endpoint: "http://sts" };
    const { credentials } = await settingsOf(settings);
    const token = { ...asked, webIdentityToken: "signed", clientConfig };
    expect(credentials).toMatchObject({ masterCredentials: { masterCredentials: token, clientConfig }, clientConfig });
  });

  test("is the profile in the files that the settings name", async () => {
    const files = { "aws:sharedCredentialsFiles": '["/keys"]', "aws:sharedConfigFiles": '["/config"]' };
    const settings = await settingsOf({ ...files, "aws:profile": "team" });
    expect(fromNodeProviderChain).toHaveBeenCalledWith({
      profile: "team",
      filepath: "/keys",
      configFilepath: "/config",
    });
    expect(settings).not.toHaveProperty("profile");
    await settingsOf({ "aws:sharedCredentialsFiles": '["/keys"]' });
    expect(fromNodeProviderChain).toHaveBeenLastCalledWith({ profile: undefined, filepath: "/keys" });
  });

  test.each(["sharedCredentialsFiles", "sharedConfigFiles"])("is nobody where aws:%s are several files", (setting) => {
    const faultOf = (text: string) =>
      faultOfAwsSettings({ get: (name) => (name === `aws:${setting}` ? text : undefined) });
    expect(faultOf('["/one", "/two"]')).toBe(
      `\`aws:${setting}\` names 2 files, and an upload reads one; write the profile into one file, or give \`uploadCredentials\``,
    );
    expect(faultOf('["/one"]')).toBeUndefined();
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

describe("a store is trusted", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-authority-"));
    writeFileSync(join(folder, "ca.pem"), "authority");
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const agentOf = async (config: Record<string, string>) =>
    ((await settingsOf(config)) as any).requestHandler.httpsAgent?.options;

  test("as this machine does, unless the settings name an authority or want none", async () => {
    expect(await agentOf({})).toBeUndefined();
    expect(await agentOf({ "aws:insecure": "false" })).toBeUndefined();
    expect(await agentOf({ "aws:customCaBundle": join(folder, "ca.pem") })).toMatchObject({
      ca: Buffer.from("authority"),
      rejectUnauthorized: true,
    });
    expect(await agentOf({ "aws:insecure": "true" })).toMatchObject({ rejectUnauthorized: false });
  });
});

test("a store that takes a connection and never answers is given up", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((ready) => silent.listen(0, "127.0.0.1", ready));
  const { port } = silent.address() as AddressInfo;
  const settings = await settingsOf(key, { endpoint: `http://127.0.0.1:${port}` });
  const bounds = settings.requestHandler as { connectionTimeout: number; socketTimeout: number };
  expect(bounds).toMatchObject({ connectionTimeout: 10_000, socketTimeout: 60_000 });
  const client = new S3Client({ ...settings, maxAttempts: 1, requestHandler: { ...bounds, socketTimeout: 20 } });
  await expect(client.send(new ListObjectsV2Command({ Bucket: "flows" }))).rejects.toMatchObject({
    name: "TimeoutError",
  });
  silent.closeAllConnections();
  silent.close();
});

test.each(["useFipsEndpoint", "useDualstackEndpoint"])("%s is as the settings say", async (setting) => {
  expect(await settingsOf({ [`aws:${setting}`]: "true" })).toHaveProperty(setting, true);
  expect(await settingsOf({ [`aws:${setting}`]: "false" })).not.toHaveProperty(setting);
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
