import { blobEndpoint } from "../../sdk/src/azure/blob-endpoint";
import {
  faultOfConnectionString,
  keyConnectionString,
  sasConnectionString,
} from "../../sdk/src/azure/connection-string";
import { signedConnectionString } from "../../sdk/src/azure/container-signature";
import { managerHost } from "../../sdk/src/azure/resource-manager";

const configOf = (settings: Record<string, string>) => ({ get: (key: string) => settings[key] });
const place = { account: "flows", container: "code", endpoint: "https://flows.blob.core.windows.net" };
const key = Buffer.from("hush-hush").toString("base64");
const expiry = new Date("2030-01-01T00:00:00Z");
const signature = (connectionString: string) =>
  Object.fromEntries(new URLSearchParams(connectionString.split("SharedAccessSignature=")[1]));

test("a signature opens one container, to list and read, over https, until it expires", () => {
  expect(signature(signedConnectionString(place, key, "read", expiry))).toMatchObject({
    sr: "c",
    sp: "rl",
    spr: "https",
    se: "2030-01-01T00:00:00Z",
  });
});

test("one that writes may make, write and delete too, and an emulator without TLS takes http", () => {
  const local = { ...place, endpoint: "http://127.0.0.1:10000/flows" };
  const { sp, spr } = signature(signedConnectionString(local, key, "readWrite", expiry));
  expect(["r", "c", "w", "d", "l"].every((letter) => sp!.includes(letter))).toBe(true);
  expect(sp).toHaveLength(5);
  expect(spr).toBe("https,http");
});

test("a connection string with a key names the account and where it is", () => {
  expect(keyConnectionString({ ...place, endpoint: "http://127.0.0.1:10000/flows" }, "hush")).toBe(
    "DefaultEndpointsProtocol=http;AccountName=flows;AccountKey=hush;BlobEndpoint=http://127.0.0.1:10000/flows",
  );
  expect(keyConnectionString(place, "hush")).toBe(
    "DefaultEndpointsProtocol=https;AccountName=flows;AccountKey=hush;BlobEndpoint=https://flows.blob.core.windows.net",
  );
});

describe("of a connection string", () => {
  const fault = (text: string, account: string | undefined = "flows") =>
    faultOfConnectionString(text, account, new Date("2029-01-01T00:00:00Z"));
  const sas = (token: string) => sasConnectionString(place, token);

  test.each([
    ["with a key", keyConnectionString(place, "hush==")],
    ["with a signature that is good", sas("sv=1&se=2030-01-01T00%3A00%3A00Z&sig=hush")],
    ["of an emulator", "UseDevelopmentStorage=true"],
    ["with spaces about its names", " AccountName=flows; AccountKey=hush==; "],
    ["with a signature that ends now", sas("se=2029-01-01T00:00:00Z&sig=hush")],
    ["whose address is like one of Azure's", sas("sig=hush").replace("//flows.blob", "//own-flows.blob")],
    ["whose account nobody can tell", "BlobEndpoint=https://own.example.com;SharedAccessSignature=sig=hush"],
  ])("%s nothing is wrong", (_, text) => {
    expect(fault(text)).toBeUndefined();
  });

  const none =
    "is no connection string with an account key or a shared access signature; copy it whole from the account's page";
  const other = 'is of the storage account "other", and the code is in "flows"; give one of that account';

  test.each([
    ["that has neither", "AccountName=flows", none],
    ["without the account", "AccountKey=hush", none],
    [
      "that is over",
      sas("se=2028-01-01T00:00:00Z&sig=hush"),
      "holds a shared access signature that expired on 2028-01-01T00:00:00Z; make a new one",
    ],
    ["of another account", keyConnectionString({ ...place, account: "other" }, "hush"), other],
    ["of another account's signature", sas("sig=hush").replace("//flows", "//other"), other],
  ])("%s the fault is told without a secret", (_, text, reason) => {
    expect(fault(text)).toBe(reason);
  });

  test("the account is no fault as long as it is not known", () => {
    expect(
      faultOfConnectionString(keyConnectionString({ ...place, account: "other" }, "hush"), undefined),
    ).toBeUndefined();
  });
});

test.each([
  [{}, "https://flows.blob.core.windows.net", "https://management.azure.com"],
  [
    { "azure-native:environment": "usGovernment" },
    "https://flows.blob.core.usgovcloudapi.net",
    "https://management.usgovcloudapi.net",
  ],
  [
    { "azure-native:environment": "china" },
    "https://flows.blob.core.chinacloudapi.cn",
    "https://management.chinacloudapi.cn",
  ],
  [{ "azure-native:environment": "other" }, "https://flows.blob.core.windows.net", "https://management.azure.com"],
])("in the Azure of %j blobs are at %s and resources at %s", (settings, blobs, manager) => {
  const config = configOf(settings as Record<string, string>);
  expect([blobEndpoint("flows", config), managerHost(config)]).toEqual([blobs, manager]);
});

test("an address of one's own wins, without a slash at its end; a manager has to be a URL", () => {
  expect(blobEndpoint("flows", configOf({}), "http://127.0.0.1:10000/flows//")).toBe("http://127.0.0.1:10000/flows");
  expect(managerHost(configOf({ "azure-native:metadataHost": "https://manager" }))).toBe("https://manager");
  expect(managerHost(configOf({ "azure-native:metadataHost": "manager" }))).toBe("https://management.azure.com");
});
