import { createHash } from "node:crypto";
import { Registry, type RegistryUser } from "../../emulators/registry/registry";
import { pinnedImage } from "../../sdk/src/image/pinned-image";
import { CountingProxy } from "../support/counting-proxy";
import { FaultyProxy } from "../support/faulty-proxy";

let registry: Registry;
let warnings: string[];

beforeAll(async () => {
  registry = await Registry.start();
});
afterAll(() => registry?.stop());
beforeEach(() => {
  warnings = [];
});

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

const push = (tag: string, architecture = "amd64", label = ""): Promise<string> =>
  registry.push("etl", tag, { architecture, label });

const pin = (image: string, poolType = "kubernetes", login: RegistryUser | undefined = registry.user) =>
  pinnedImage(`${registry.address}/${image}`, { login, poolType, verify: true, warn: (line) => warnings.push(line) });

const failure = (pinned: Promise<unknown>) =>
  pinned.then(
    () => "it succeeded",
    (error: Error) => error.message,
  );

test("a tag is pinned to the digest that it has", async () => {
  const digest = await push("main");
  const image = `${registry.address}/etl@${digest}`;
  expect(await pin("etl:main")).toEqual({ image, pulled: image });
});

test("a tag that moved is told, and the digest that is written is used", async () => {
  const digest = await push("moving", "amd64", "old");
  const next = await push("moving", "amd64", "new");
  expect(await pin(`etl:moving@${digest}`)).toHaveProperty("image", `${registry.address}/etl@${digest}`);
  expect(warnings).toEqual([`tag "moving" has moved to ${next}; flows run the image of ${digest}, as it is written.`]);
  expect(await failure(pin(`etl:moving@${digest}`, "docker"))).toBe(
    `tag "moving" has moved away from ${digest}, and workers of docker pools cannot pull by digest; push it as ${registry.address}/etl:${digest.replace(":", "-")} as well`,
  );
});

test("a docker pool gets the tag that names the digest, else the given one with a warning", async () => {
  const digest = await push("release", "amd64", "release");
  expect(await pin("etl:release", "docker")).toHaveProperty("pulled", `${registry.address}/etl:release`);
  expect(warnings).toHaveLength(1);
  const own = digest.replace(":", "-");
  await push(own, "amd64", "release");
  expect(await pin(`etl@${digest}`, "docker")).toHaveProperty("pulled", `${registry.address}/etl:${own}`);
  expect(warnings).toHaveLength(1);
});

test("an image that is gone, a wrong user and a missing one are named in one line", async () => {
  const digest = await push("gone", "amd64", "gone");
  await registry.request("DELETE", `/v2/etl/manifests/${digest}`);
  const { address } = registry;
  expect(await failure(pin(`etl@${digest}`))).toBe(
    `${address} has no ${address}/etl@${digest} any more; push it again, or write the digest of an image that is there`,
  );
  expect(await failure(pin("etl:never"))).toBe(`${address} has no tag "never" of ${address}/etl; push it first`);
  expect(await failure(pin("etl:main", "ecs", { ...registry.user, password: "wrong" }))).toBe(
    `${address} refuses "${registry.user.username}" the pull of etl; give a user who may`,
  );
  const anonymous = pinnedImage(`${address}/etl:main`, { verify: true, warn: () => {} });
  expect(await failure(anonymous)).toBe(
    `${address} wants a user for etl; give \`registry\` with \`username\` and \`password\``,
  );
});

test("an image that the pool's platform cannot run is refused", async () => {
  await push("arm", "arm64");
  expect(await failure(pin("etl:arm", "cloud-run"))).toBe(
    "the image is for linux/arm64, and pools of type cloud-run run linux/amd64; build it for that",
  );
});

test("a registry that cannot be reached leaves a digest as it is, with a warning, and refuses a tag", async () => {
  const settings = { verify: true, warn: (line: string) => warnings.push(line) };
  const image = `localhost:1/etl@${digestOf("")}`;
  expect(await pinnedImage(image, settings)).toEqual({ image, pulled: image });
  expect(warnings).toEqual([`${image} was not verified: localhost:1 cannot be reached (ECONNREFUSED).`]);
  expect(await pinnedImage(image, { ...settings, poolType: "docker" })).toEqual({
    image,
    pulled: `localhost:1/etl:${digestOf("").replace(":", "-")}`,
  });
  expect(await failure(pinnedImage("localhost:1/etl:main", settings))).toBe(
    "localhost:1/etl:main cannot be pinned: localhost:1 cannot be reached (ECONNREFUSED); write it with its digest, or `verify: false`",
  );
});

/** Pins an image through a proxy that stands before the registry. */
const pinThrough = (proxy: { url: string }, image: string, poolType: string) =>
  pinnedImage(`${new URL(proxy.url).host}/${image}`, {
    login: registry.user,
    poolType,
    verify: true,
    warn: (line) => warnings.push(line),
  });

test.each([429, 500, 503])("an image by digest stays what it is while the registry answers %d", async (status) => {
  const digest = await push("steady", "amd64", "steady");
  await push(digest.replace(":", "-"), "amd64", "steady");
  const proxy = await FaultyProxy.start(`http://${registry.address}`);
  try {
    for (const poolType of ["docker", "kubernetes", "ecs"]) {
      const before = await pinThrough(proxy, `etl@${digest}`, poolType);
      proxy.fail({ status, code: "UNAVAILABLE", message: "", times: 100 });
      expect(await pinThrough(proxy, `etl@${digest}`, poolType)).toEqual(before);
      expect(warnings.pop()).toMatch(new RegExp(`was not verified: 127.0.0.1:\\d+ answered ${status}\\.$`));
      proxy.fail({ status, code: "", message: "", times: 0 });
    }
    proxy.fail({ status, code: "UNAVAILABLE", message: "", times: 100 });
    expect(await failure(pinThrough(proxy, `etl:steady@${digest}`, "docker"))).toMatch(
      /^whether workers pull .* is not known/,
    );
  } finally {
    await proxy.stop();
  }
});

test("a registry is asked once for an image, in a way that does not count as a pull", async () => {
  const digest = await push("once", "amd64", "once");
  await push(digest.replace(":", "-"), "amd64", "once");
  const proxy = await CountingProxy.start(`http://${registry.address}/`);
  const asked = () => {
    const calls = Object.keys(proxy.calls).filter((call) => !call.endsWith(" 401"));
    proxy.reset();
    return calls;
  };
  try {
    await pinThrough(proxy, `etl@${digest}`, "docker");
    expect(asked()).toEqual([`HEAD /v2/etl/manifests/${digest.replace(":", "-")} 200`]);
    await pinThrough(proxy, `etl@${digest}`, "kubernetes");
    expect(asked()).toEqual([`HEAD /v2/etl/manifests/${digest} 200`]);
    await pinThrough(proxy, "etl:once", "kubernetes");
    expect(asked()).toEqual(["HEAD /v2/etl/manifests/once 200"]);
    await pinThrough(proxy, `etl:once@${digest}`, "kubernetes");
    expect(asked()).toEqual(["HEAD /v2/etl/manifests/once 200"]);
  } finally {
    await proxy.stop();
  }
});
