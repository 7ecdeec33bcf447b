import { SecondServer } from "../../support/second-server";
import { SmallEngine } from "../../support/small-engine";

const series = process.env.SYNTASK_TEST_SERVER_VERSION!.split(".").slice(0, 2).join(".");
const authString = "ci:correct:horse";

let server: SecondServer;
beforeAll(async () => {
  server = await SecondServer.start({ series, environment: { PREFECT_SERVER_API_AUTH_STRING: authString } });
});
afterAll(() => server.stop());

const variable = (credentials: Record<string, string>) =>
  new SmallEngine("Variable", { "syntask:apiUrl": server.url, "syntask:dialect": "prefect", ...credentials });
const inputs = { name: "behind_a_password", value: "here" };

test("a server that wants a user and a password is used with them", async () => {
  const engine = variable({ "syntask:authString": authString });
  expect(await engine.up(inputs)).toBe("created");
  expect(await engine.refresh()).toBe(true);
  const authorization = `Basic ${Buffer.from(authString).toString("base64")}`;
  const found = await fetch(`${server.url}/variables/name/${inputs.name}`, { headers: { authorization } });
  expect(await found.json()).toMatchObject({ value: "here" });
  await engine.destroy();
});

test.each([
  ["none", {}, "set `syntask:apiKey`, or `syntask:authString` for basic auth"],
  ["a wrong password", { "syntask:authString": "ci:wrong" }, "does not accept the user and password; "],
  ["a key", { "syntask:apiKey": "pnu_key" }, "does not accept the API key; "],
])("%s is refused with what to set, and is not printed", async (_, credentials, reason) => {
  const failure = await variable(credentials as Record<string, string>)
    .up(inputs)
    .catch((error: Error) => error.message);
  expect(failure).toContain(reason);
  expect(failure).not.toMatch(/ci:wrong|pnu_key/);
});
