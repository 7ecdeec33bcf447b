import { blobEndpoint, storageSuffix } from "../../sdk/src/azure/blob-endpoint";

const configOf = (environment?: string) => ({
  get: (key: string) => (key === "azure-native:environment" ? environment : undefined),
});
const { ARM_ENVIRONMENT } = process.env;
beforeEach(() => {
  delete process.env.ARM_ENVIRONMENT;
});
afterAll(() => {
  if (ARM_ENVIRONMENT !== undefined) process.env.ARM_ENVIRONMENT = ARM_ENVIRONMENT;
});

test.each([
  [undefined, "core.windows.net"],
  ["public", "core.windows.net"],
  ["USGovernment", "core.usgovcloudapi.net"],
  ["china", "core.chinacloudapi.cn"],
  ["toString", "core.windows.net"],
])("in the environment %p storage is at %s, whoever says so", (environment, suffix) => {
  expect(storageSuffix(configOf(environment))).toBe(suffix);
  if (environment) process.env.ARM_ENVIRONMENT = environment;
  expect(storageSuffix(configOf())).toBe(suffix);
  expect(blobEndpoint("flows", configOf())).toBe(`https://flows.blob.${suffix}`);
});

test("an endpoint of one's own has no slash at its end", () => {
  expect(blobEndpoint("flows", configOf(), "http://127.0.0.1:10000/flows//")).toBe("http://127.0.0.1:10000/flows");
});
