import { DefaultAzureCredential } from "@azure/identity";
import { openGuardedRegistry } from "../../sdk/src/azure/guarded-registry";
import { ScriptedServer } from "../support/scripted-server";

let registry: ScriptedServer;
let host: string;
const getToken = jest.fn(async (): Promise<unknown> => ({ token: "of-the-stack" }));
beforeEach(() => {
  jest.spyOn(DefaultAzureCredential.prototype, "getToken").mockImplementation(getToken as never);
  // The form that a token is exchanged with is no JSON, which the scripted server would read.
  jest.spyOn(require("axios").default, "post").mockImplementation(async (_, form) => ({
    status: 200,
    data: { refresh_token: `for ${(form as URLSearchParams).get("access_token")}` },
  }));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await registry.stop();
});

const basicOf = (token: string) =>
  `Basic ${Buffer.from(`00000000-0000-0000-0000-000000000000:${token}`).toString("base64")}`;

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: object;
}

/** What a registry holds whose answers are by path, and what it was asked. */
async function contentsOf(answers: Record<string, Answer | Answer[]>) {
  registry = await ScriptedServer.start(({ path }, response) => {
    const given = answers[path.split("?")[0]!] ?? { status: 404 };
    const { status = 200, headers, body = {} } = Array.isArray(given) ? given.shift()! : given;
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  });
  host = new URL(registry.url).host;
  const guarded = await openGuardedRegistry({ registry: host }, { get: () => undefined }, undefined);
  const found: string[] = [];
  const failure = await (async () => {
    for await (const name of guarded.contents()) found.push(name);
  })().catch(({ message }: Error) => message);
  const asked = registry.received.map(({ path, headers }) => [path, headers.authorization]);
  return { guarded, found, failure, asked };
}

test("images are listed by all their tags, as the stack, a thousand at once", async () => {
  const { guarded, found, asked } = await contentsOf({
    "/v2/_catalog": { body: { repositories: ["etl", "gone"] } },
    "/v2/etl/tags/list": { body: { tags: ["1", "2"] } },
  });
  expect(guarded).toMatchObject({ address: `registry ${host}`, noun: "image" });
  expect(found).toEqual(["etl:1", "etl:2"]);
  const basic = basicOf("for of-the-stack");
  expect(asked).toEqual([
    ["/v2/_catalog?n=1000", basic],
    ["/v2/etl/tags/list?n=1000", basic],
    ["/v2/gone/tags/list?n=1000", basic],
  ]);
  expect(getToken).toHaveBeenCalledWith("https://management.azure.com/.default");
});

test.each(['</v2/_catalog?last=a&n=1>;rel="next"', '</v2/_catalog?last=a&n=1>;  rel="next"'])(
  "the next page is where the link %s leads",
  async (link) => {
    const { asked } = await contentsOf({
      "/v2/_catalog": [{ headers: { link } }, { headers: { link: "<x>; rel=prev" } }],
    });
    expect(asked.map(([path]) => path)).toEqual(["/v2/_catalog?n=1000", "/v2/_catalog?last=a&n=1"]);
  },
);

test("a stack without a token asks with an empty one", async () => {
  getToken.mockResolvedValueOnce(null);
  const { asked } = await contentsOf({ "/v2/_catalog": {} });
  expect(asked).toEqual([["/v2/_catalog?n=1000", basicOf("for ")]]);
});

test.each([
  [{ token: "t1" }, "Bearer t1"],
  [{ access_token: "t2" }, "Bearer t2"],
  [{}, "Bearer"],
])("where the registry wants a token of its own, %j is one", async (body, authorization) => {
  const answers: Record<string, Answer | Answer[]> = { "/token": { body } };
  const realm = () => `http://${host}/token`;
  answers["/v2/_catalog"] = [
    {
      status: 401,
      headers: {
        get "www-authenticate"() {
          return `bearer realm="${realm()}",service="team",scope="catalog"`;
        },
      },
    },
    { body: { repositories: [] } },
  ];
  const { asked } = await contentsOf(answers);
  expect(asked).toEqual([
    ["/v2/_catalog?n=1000", basicOf("for of-the-stack")],
    ["/token?service=team&scope=catalog", basicOf("for of-the-stack")],
    ["/v2/_catalog?n=1000", authorization],
  ]);
});

test.each([
  [403, 'Bearer realm="http://127.0.0.1:1/"', "at once", 1],
  [401, 'Basic realm="Not Bearer "', "after the user was sent once more", 2],
])("an answer of %d with the challenge %s is told as it is, %s", async (status, challenge, _, times) => {
  const { failure, asked } = await contentsOf({
    "/v2/_catalog": { status, headers: { "www-authenticate": challenge } },
  });
  expect(failure).toBe(`${host} answers ${status} when it is asked for _catalog`);
  expect(asked).toHaveLength(times);
});
