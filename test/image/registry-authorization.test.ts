import { authorizationFor, type TokenRequest } from "../../sdk/src/image/registry-authorization";

const login = { username: "ci", password: "hush" };
const basic = `Basic ${Buffer.from("ci:hush").toString("base64")}`;
const challenge = 'Bearer realm="https://auth.invalid/token",service="registry.invalid",scope="registry:catalog:*"';

let asked: TokenRequest[];
beforeEach(() => {
  asked = [];
});

/** What a registry is sent after its challenge. */
const answerTo = (text: string, more: { login?: typeof login; scope?: string } = { login }, data: object = {}) =>
  authorizationFor("registry.invalid", text, {
    login: more.login,
    scope: more.scope,
    async ask(request) {
      asked.push(request);
      return { data };
    },
  });

test("a registry without tokens gets the user's password", async () => {
  expect(await answerTo('Basic realm="registry"')).toBe(basic);
  expect(await answerTo("", {})).toBe("");
  expect(asked).toEqual([]);
});

test.each([{ token: "1" }, { access_token: "1" }])(
  "a token comes from the place that the registry names: %j",
  async (data) => {
    expect(await answerTo(challenge, { login }, data)).toBe("Bearer 1");
    const params = { service: "registry.invalid", scope: "registry:catalog:*" };
    expect(asked).toEqual([{ url: "https://auth.invalid/token", params, headers: { authorization: basic } }]);
  },
);

test("a token is asked for no more than is needed, and by nobody where there is no user", async () => {
  await answerTo(challenge, { scope: "repository:team/etl:pull" });
  const params = { service: "registry.invalid", scope: "repository:team/etl:pull" };
  expect(asked).toEqual([{ url: "https://auth.invalid/token", params, headers: {} }]);
});

test("a registry that names no place is named", async () => {
  await expect(answerTo('Bearer service="registry.invalid"')).rejects.toThrow(
    "registry.invalid does not say where its tokens are",
  );
});
