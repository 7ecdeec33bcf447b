import { DefaultAzureCredential } from "@azure/identity";
import type { AxiosRequestConfig } from "axios";
import { askManager, managerHost } from "../../sdk/src/azure/resource-manager";

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

describe("the resource manager", () => {
  const identity = { "azure-native:metadataHost": "https://manager.example.com" };
  const ask = (method: "GET" | "POST", path: string, answer: object) => {
    const request = jest.spyOn(require("axios").default, "request").mockResolvedValue(answer);
    return askManager({ get: (key) => (identity as Record<string, string>)[key] }, method, path)
      .catch(({ message }: Error) => message)
      .then((answered) => ({ answered, request: request.mock.calls[0]![0] as AxiosRequestConfig }));
  };
  const getToken = jest.fn(async () => ({ token: "of-the-stack", expiresOnTimestamp: 0 }));
  beforeEach(() => {
    jest.spyOn(DefaultAzureCredential.prototype, "getToken").mockImplementation(getToken);
  });
  afterEach(() => jest.restoreAllMocks());

  test("is asked as the stack's identity, in one version of its API", async () => {
    const { answered, request } = await ask("POST", "/subscriptions/s/listKeys", { status: 200, data: { keys: [] } });
    expect(answered).toEqual({ keys: [] });
    expect(request).toMatchObject({
      method: "POST",
      url: "https://manager.example.com/subscriptions/s/listKeys",
      params: { "api-version": "2023-05-01" },
      headers: { authorization: "Bearer of-the-stack" },
      timeout: 30_000,
    });
    expect(request.validateStatus!(500)).toBe(true);
    expect(getToken).toHaveBeenCalledWith("https://manager.example.com/.default");
  });

  test("names its next page whole", async () => {
    const { request } = await ask("GET", "https://manager.example.com/next?page=2", { status: 200 });
    expect(request).toMatchObject({ method: "GET", url: "https://manager.example.com/next?page=2" });
    expect(request).not.toHaveProperty("params");
  });

  test("answers that something is not there, or refuses", async () => {
    expect((await ask("GET", "/a", { status: 404, data: {} })).answered).toBeUndefined();
    expect((await ask("GET", "/a", { status: 403, data: {} })).answered).toBe(
      "Azure answers 403 to the stack's identity about /a",
    );
  });
});
