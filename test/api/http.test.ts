import { dialectOf } from "../../sdk/src/api/dialect";
import { type ApiRequest, connect, isRead } from "../../sdk/src/api/http";

const connection = {
  apiUrl: "https://server/api",
  keyAdvice: "",
  uiUrl: "https://server",
  dialect: dialectOf("syntask"),
  source: "the test",
  requestTimeout: 60,
  insecure: false,
};

test("a client waits for as many seconds as its connection says, and follows no redirect", async () => {
  const { defaults } = await connect(connection, { keepAlive: true });
  expect(defaults).toMatchObject({ baseURL: "https://server/api", timeout: 60_000, maxRedirects: 0 });
});

test("a client without a key sends none, and names its version of the API in its dialect's header", async () => {
  const { defaults } = await connect({ ...connection, dialect: dialectOf("prefect") }, { keepAlive: true });
  expect(defaults.headers).toMatchObject({ "X-PREFECT-API-VERSION": "0.8.4" });
  expect(defaults.headers).not.toHaveProperty("Authorization");
});

test.each([true, false])("connections are kept: %s", async (keepAlive) => {
  const { defaults } = await connect(connection, { keepAlive });
  for (const agent of [defaults.httpAgent, defaults.httpsAgent]) expect(agent.keepAlive).toBe(keepAlive);
});

test.each<[ApiRequest["method"], string, boolean]>([
  ["GET", "/flows/1", true],
  ["POST", "/flows/filter", true],
  ["POST", "/flows/", false],
  ["POST", "/flows/filter/1", false],
  ["PUT", "/flows/1", false],
  ["PATCH", "/flows/1", false],
  ["DELETE", "/flows/1", false],
])("whether %s %s changes nothing: %s", (method, path, reads) => {
  expect(isRead({ method, path, repeatable: true })).toBe(reads);
});
