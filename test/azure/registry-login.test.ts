import type { AxiosRequestConfig } from "axios";
import { registryToken } from "../../sdk/src/azure/registry-login";

afterEach(() => jest.restoreAllMocks());

const post = (answer: Promise<object>) => jest.spyOn(require("axios").default, "post").mockReturnValue(answer);
const told = (): Promise<string> =>
  registryToken("flows.azurecr.io", "of-azure").catch(({ message }: Error) => message);

test("a token of Azure is exchanged for one of the registry", async () => {
  const asked = post(Promise.resolve({ status: 200, data: { refresh_token: "of-the-registry" } }));
  expect(await told()).toBe("of-the-registry");
  const [url, form, settings] = asked.mock.calls[0] as [string, URLSearchParams, AxiosRequestConfig];
  expect(url).toBe("https://flows.azurecr.io/oauth2/exchange");
  expect(Object.fromEntries(form)).toEqual({
    grant_type: "access_token",
    service: "flows.azurecr.io",
    access_token: "of-azure",
  });
  expect(settings.timeout).toBe(30_000);
  expect(settings.validateStatus!(401)).toBe(true);
});

test.each([
  [401, { refresh_token: "x" }],
  [200, {}],
  [200, undefined],
])("an answer of %d with %j is a refusal, with the role that is needed", async (status, data) => {
  post(Promise.resolve({ status, data }));
  expect(await told()).toBe(
    `flows.azurecr.io answers ${status} to the stack's credentials; give them the role AcrPush on the registry`,
  );
});

test("a registry that cannot be reached is told of its network rules", async () => {
  post(Promise.reject(Object.assign(new Error("x"), { code: "ETIMEDOUT" })));
  expect(await told()).toBe(
    "flows.azurecr.io cannot be reached (ETIMEDOUT); its network rules have to let this machine in",
  );
});
