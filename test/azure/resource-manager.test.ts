import { managerHost } from "../../sdk/src/azure/resource-manager";

const hostOf = (config: Record<string, string>) => managerHost({ get: (key) => config[key] });
const { ARM_ENVIRONMENT } = process.env;
afterEach(() => {
  if (ARM_ENVIRONMENT === undefined) delete process.env.ARM_ENVIRONMENT;
  else process.env.ARM_ENVIRONMENT = ARM_ENVIRONMENT;
});

test.each([
  [{}, "https://management.azure.com"],
  [{ "azure-native:environment": "USGovernment" }, "https://management.usgovcloudapi.net"],
  [{ "azure-native:environment": "china" }, "https://management.chinacloudapi.cn"],
  [{ "azure-native:environment": "moon" }, "https://management.azure.com"],
  [{ "azure-native:metadataHost": "https://127.0.0.1:8443" }, "https://127.0.0.1:8443"],
  [{ "azure-native:metadataHost": "metadata.example.com" }, "https://management.azure.com"],
])("with %j the resource manager is %s", (config: Record<string, string>, host) => {
  delete process.env.ARM_ENVIRONMENT;
  expect(hostOf(config)).toBe(host);
});

test("the environment says which cloud it is where the stack does not", () => {
  process.env.ARM_ENVIRONMENT = "china";
  expect(hostOf({})).toBe("https://management.chinacloudapi.cn");
});
