import * as aws from "@pulumi/aws/provider";
import * as azure from "@pulumi/azure-native/provider";
import * as gcp from "@pulumi/gcp/provider";
import * as pulumi from "@pulumi/pulumi";
import { FlowCode } from "pulumi-syntask";
import { StoreGuard } from "../../sdk/src/cloud/store-guard";
import { CloudSettings, providerConfig, storeConfig } from "../../sdk/src/code/cloud-settings";
import { ReleasePruning } from "../../sdk/src/code/release-pruning";
import { type Declared, declare, resolved } from "../support/mocks";

class Component extends pulumi.ComponentResource {
  constructor(opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Component", "component", {}, opts);
  }
}

const other = () =>
  new aws.Provider("other", {
    region: "eu-west-1",
    accessKey: "OTHER",
    secretKey: "hush",
    endpoints: [{ s3: "http://other" }],
    s3UsePathStyle: true,
  });
const settings = {
  region: "eu-west-1",
  accessKey: "OTHER",
  secretKey: "hush",
  endpoints: '[{"s3":"http://other"}]',
  s3UsePathStyle: "true",
};
const upload = (opts?: pulumi.CustomResourceOptions) =>
  new FlowCode(
    "code",
    { store: "s3", location: { bucket: "flows" }, source: "examples/quickstart/flows", releases: true },
    opts,
  );
const find = (declared: Declared[], name: string) => declared.find((one) => one.name === name)!;
const config = { "aws:region": "us-east-1", "aws:accessKey": "STACK", "aws:secretKey": "of-the-stack" };

describe("an upload, what prunes it and what guards its store", () => {
  const kinds = (opts: pulumi.CustomResourceOptions) => {
    const code = upload(opts);
    new ReleasePruning("pruning", { code }, opts);
    new StoreGuard("guard", { store: "s3Bucket", location: { bucket: "flows" } }, opts);
  };

  test.each(["code", "pruning", "guard"])("use the provider that the parent's children have: %s", async (name) => {
    const declared = await declare(() => kinds({ parent: new Component({ providers: [other()] }) }), config);
    const { inputs, secrets, provider } = find(declared, name);
    expect(inputs.provider).toEqual(settings);
    expect(secrets).toContain("provider");
    expect(provider).toBeUndefined();
    expect(find(declared, name).secretOutputs).toContain("provider");
  });

  test("use a provider that the component inherits, and of two the nearest", async () => {
    const declared = await declare(() => {
      const outer = new Component({ providers: [new aws.Provider("outer", { region: "us-west-2" }), other()] });
      kinds({ parent: outer });
    }, config);
    expect(find(declared, "guard").inputs.provider).toEqual(settings);
  });

  test("have no word of one where the stack's config counts, or a provider of another cloud is given", async () => {
    for (const opts of [undefined, { providers: [new gcp.Provider("other", { project: "team" })] }]) {
      const declared = await declare(() => kinds({ parent: new Component(opts) }), config);
      for (const name of ["code", "pruning", "guard"])
        expect(find(declared, name).inputs).not.toHaveProperty("provider");
    }
  });
});

test("an upload may be given a provider of its cloud itself, and is none of its resources", async () => {
  const declared = await declare(() => upload({ provider: other() }), config);
  expect(find(declared, "code").inputs.provider).toEqual(settings);
  expect(find(declared, "code").provider).toBeUndefined();
});

test.each<[string, "azure" | "gcs", () => pulumi.ProviderResource, object]>([
  [
    "Azure",
    "azure",
    () => new azure.Provider("other", { tenantId: "tenant", clientId: "client", clientSecret: "hush", useOidc: false }),
    { tenantId: "tenant", clientId: "client", clientSecret: "hush", useOidc: "false", environment: "public" },
  ],
  [
    "Google",
    "gcs",
    () => new gcp.Provider("other", { credentials: "hush", region: "europe-west1", impersonateServiceAccount: "a@b" }),
    { credentials: "hush", region: "europe-west1", impersonateServiceAccount: "a@b" },
  ],
])("%s's provider tells who asks and where, and none of it in clear", async (_, store, provider, expected) => {
  const declared = await declare(() => {
    const opts = { parent: new Component({ providers: [provider()] }) };
    new FlowCode("code", { store, location: {}, source: "examples/quickstart/flows" }, opts);
  });
  expect(find(declared, "code").inputs.provider).toEqual(expected);
  expect(find(declared, "code").text).not.toContain("hush");
});

test("a single setting is known, and secret only where it is one", async () => {
  let cloud!: CloudSettings;
  await declare(() => {
    cloud = new CloudSettings("aws", { provider: other() });
  }, config);
  expect(await resolved(cloud.get("region"))).toBe("eu-west-1");
  expect(await resolved(cloud.get("profile"))).toBeUndefined();
  expect(await pulumi.isSecret(cloud.get("region"))).toBe(false);
  expect(await pulumi.isSecret(cloud.get("secretKey"))).toBe(true);
  expect(await resolved(cloud.read("region", (region) => `in ${region}`))).toBe("in eu-west-1");
});

test("without a provider the stack's config is read, at once", async () => {
  let read!: unknown[];
  let got!: pulumi.Output<string | undefined>;
  await declare(() => {
    const cloud = new CloudSettings("aws", {});
    read = [cloud.provider, cloud.read("region", (region) => `in ${region}`)];
    got = cloud.get("region");
  }, config);
  expect(read).toEqual([undefined, "in us-east-1"]);
  expect(await resolved(got)).toBe("us-east-1");
});

test("faults are refused in the component's words, of a provider as soon as its settings are known", async () => {
  const refused: string[] = [];
  let ofProvider!: CloudSettings;
  const refuse = (reason: string) => {
    refused.push(reason);
    return undefined as never;
  };
  await declare(() => {
    const faultOf = (one: { get(key: string): string | undefined }) => `is in ${one.get("aws:region")}`;
    new CloudSettings("aws", {}).refuseFaults(faultOf, refuse);
    ofProvider = new CloudSettings("aws", { provider: other() });
    ofProvider.refuseFaults(faultOf, refuse);
    new CloudSettings("aws", {}).refuseFaults(() => undefined, refuse);
  }, config);
  await resolved(ofProvider.provider);
  expect(refused).toEqual(["is in us-east-1", "is in eu-west-1"]);
});

test("a provider that is a mere reference is refused, as nobody knows whose account it is", () => {
  const provider = new pulumi.DependencyProviderResource("urn:pulumi:s::p::pulumi:providers:aws::other::id");
  expect(() => new CloudSettings("aws", { provider })).toThrow("make the provider in this one");
});

test("a store's settings are the provider's where there is one, and then none of the stack's", () => {
  const stack = { get: (key: string) => `stack ${key}` };
  expect(storeConfig(stack, undefined)).toBe(stack);
  expect(storeConfig(stack, { region: "eu-west-1" }).get("aws:region")).toBe("eu-west-1");
  expect(storeConfig(stack, { region: "eu-west-1" }).get("aws:profile")).toBeUndefined();
  expect(providerConfig({ environment: undefined }).get("azure-native:environment")).toBeUndefined();
});
