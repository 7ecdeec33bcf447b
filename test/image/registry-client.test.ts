import type { RegistryLogin } from "../../sdk/src/image/registry-authorization";
import { NoAnswerError, RegistryClient, registryUrl } from "../../sdk/src/image/registry-client";
import { json, reset, ScriptedServer } from "../support/scripted-server";

const digest = `sha256:${"0".repeat(64)}`;
const ci = { username: "ci", password: "sesame" };
const basic = `Basic ${Buffer.from("ci:sesame").toString("base64")}`;
const has = json(200, {}, { "docker-content-digest": digest });
const wantsBasic = json(401, {}, { "www-authenticate": 'Basic realm="registry"' });

let registry: ScriptedServer | undefined;
let host: string;
afterEach(() => registry?.stop());

/** A client of a repository whose registry answers as a test says. */
async function clientOf(
  answers: Parameters<typeof ScriptedServer.start>,
  login?: RegistryLogin,
): Promise<RegistryClient> {
  registry = await ScriptedServer.start(...answers);
  host = new URL(registry.url).host;
  return new RegistryClient({ registry: host, repository: "team/etl" }, login);
}

const failure = (asked: Promise<unknown>): Promise<Error> =>
  asked.then(
    () => new Error("it succeeded"),
    (error: Error) => error,
  );

test("the digest of a tag is asked for by HEAD, in each form that a manifest has", async () => {
  const client = await clientOf([has]);
  expect(await client.digestOf("main")).toBe(digest);
  expect(registry!.received).toHaveLength(1);
  expect(registry!.received[0]).toMatchObject({ method: "HEAD", path: "/v2/team/etl/manifests/main" });
  expect(registry!.received[0]!.headers.authorization).toBeUndefined();
  expect(registry!.received[0]!.headers.accept).toBe(
    "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json",
  );
});

test("what a registry does not have has no digest", async () => {
  expect(await (await clientOf([json(404, {})])).digestOf("main")).toBeUndefined();
});

test("a registry that tells no digest serves for what is asked for by its own", async () => {
  const client = await clientOf([json(200, {})]);
  expect(await client.digestOf(digest)).toBe(digest);
  expect(await failure(client.digestOf("main"))).toEqual(
    new Error(`${host} tells no digest; write the image with its digest`),
  );
});

test("a user is sent when the registry asks for one, and without being asked from then on", async () => {
  const client = await clientOf([wantsBasic, has], ci);
  expect(await client.digestOf("main")).toBe(digest);
  expect(await client.digestOf("main")).toBe(digest);
  expect(registry!.received.map(({ headers }) => headers.authorization)).toEqual([undefined, basic, basic]);
});

test("a registry that says 401 without a challenge gets the user too", async () => {
  const client = await clientOf([json(401, {}), has], ci);
  expect(await client.digestOf("main")).toBe(digest);
  expect(registry!.received.at(-1)!.headers.authorization).toBe(basic);
});

test.each([401, 403])(
  "a user whom the registry answers %d is named, and asked for where there is none",
  async (status) => {
    const refusing = await clientOf([wantsBasic, json(status, {})], ci);
    const first = await failure(refusing.digestOf("main"));
    expect(first).toEqual(new Error(`${host} refuses "ci" the pull of team/etl; give a user who may`));
    expect(first).not.toBeInstanceOf(NoAnswerError);
    await failure(refusing.digestOf("main"));
    expect(registry!.received).toHaveLength(3);
    await registry!.stop();
    const anonymous = await clientOf([json(status, {})]);
    expect(await failure(anonymous.digestOf("main"))).toEqual(
      new Error(`${host} wants a user for team/etl; give \`registry\` with \`username\` and \`password\``),
    );
  },
);

describe("a registry that has its tokens elsewhere", () => {
  const challenge =
    (scheme: string): Parameters<typeof ScriptedServer.start>[number] =>
    ({ headers }, response) =>
      response
        .writeHead(401, { "www-authenticate": `${scheme} realm="http://${headers.host}/token",service="hub"` })
        .end();

  test.each([
    ["Bearer", { token: "t1" }, "Bearer t1"],
    ["bearer", { access_token: "t2" }, "Bearer t2"],
  ])("is asked for one by the scheme %s, and given it", async (scheme, answer, authorization) => {
    const client = await clientOf([challenge(scheme), json(200, answer), has], ci);
    expect(await client.digestOf("main")).toBe(digest);
    const [, token, last] = registry!.received;
    expect(token).toMatchObject({ method: "GET", path: "/token?service=hub&scope=repository:team%2Fetl:pull" });
    expect(token!.headers.authorization).toBe(basic);
    expect(last!.headers.authorization).toBe(authorization);
  });

  test.each([{}, null])("gives one to everybody where no user is known, or none: %j", async (answer) => {
    const client = await clientOf([challenge("Bearer"), json(200, answer), has]);
    expect(await client.digestOf("main")).toBe(digest);
    expect(registry!.received[1]!.headers.authorization).toBeUndefined();
    expect(registry!.received[2]!.headers.authorization).toBe("Bearer");
  });

  test("and does not say where is told", async () => {
    const client = await clientOf([json(401, {}, { "www-authenticate": 'Bearer service="hub"' })], ci);
    expect(await failure(client.digestOf("main"))).toEqual(new Error(`${host} does not say where its tokens are`));
  });

  test("gives no answer while that place gives none", async () => {
    const client = await clientOf([challenge("Bearer"), json(503, {})], ci);
    expect(await failure(client.digestOf("main"))).toBeInstanceOf(NoAnswerError);
  });
});

test.each([
  [300, false],
  [418, false],
  [428, false],
  [429, true],
  [499, false],
  [500, true],
  [503, true],
])("an answer of %d is told; whether another time gives another one: %p", async (status, isNoAnswer) => {
  const told = await failure((await clientOf([json(status, {})])).digestOf("main"));
  expect(told.message).toBe(`${host} answered ${status}`);
  expect(told instanceof NoAnswerError).toBe(isNoAnswer);
});

test("a registry that cannot be reached gives no answer, in one line", async () => {
  const told = await failure((await clientOf([reset])).digestOf("main"));
  expect(told).toMatchObject({ name: "NoAnswerError", message: `${host} cannot be reached (ECONNRESET)` });
});

test("a registry that is silent is given up after half a minute", async () => {
  const create = jest.spyOn(require("axios").default, "create");
  await clientOf([has]);
  expect(create).toHaveBeenCalledWith(expect.objectContaining({ timeout: 30_000 }));
  create.mockRestore();
});

test("the platforms of an image for several are those that are known", async () => {
  const platform = (os: string, architecture: string) => ({ platform: { os, architecture } });
  const manifests = [platform("linux", "amd64"), {}, platform("unknown", "unknown"), platform("linux", "arm64")];
  const client = await clientOf([json(200, { manifests })]);
  expect(await client.platformsOf(digest)).toEqual(["linux/amd64", "linux/arm64"]);
  expect(registry!.received).toMatchObject([{ method: "GET", path: `/v2/team/etl/manifests/${digest}` }]);
  expect(registry!.received[0]!.headers.accept).toMatch(/^application\/vnd\.oci\.image\.index\.v1\+json, /);
});

test.each([
  [{ os: "linux", architecture: "arm64" }, ["linux/arm64"]],
  [{ os: "linux" }, []],
  [{ architecture: "arm64" }, []],
  [null, []],
])("an image whose settings are %j is for %j", async (settings, platforms) => {
  const client = await clientOf([json(200, { config: { digest: "sha256:01" } }), json(200, settings)]);
  expect(await client.platformsOf(digest)).toEqual(platforms);
  expect(registry!.received[1]).toMatchObject({ method: "GET", path: "/v2/team/etl/blobs/sha256:01" });
  expect(registry!.received[1]!.headers.accept).toBe("*/*");
});

test("an image without settings tells no platform", async () => {
  expect(await (await clientOf([json(200, {})])).platformsOf(digest)).toEqual([]);
  expect(registry!.received).toHaveLength(1);
});

test.each([
  ["docker.io", "https://registry-1.docker.io"],
  ["ghcr.io", "https://ghcr.io"],
  ["localhost", "http://localhost"],
  ["localhost:5000", "http://localhost:5000"],
  ["127.0.0.1:5000", "http://127.0.0.1:5000"],
  ["localhost.example.com", "https://localhost.example.com"],
  ["my.localhost:5000", "https://my.localhost:5000"],
])("the registry %s is called at %s", (name, url) => {
  expect(registryUrl(name)).toBe(url);
});
