import { type PinSettings, pinnedImage } from "../../sdk/src/image/pinned-image";
import { json, ScriptedServer } from "../support/scripted-server";

const [digest, other] = ["0", "1"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
const own = digest.replace(":", "-");

let registry: ScriptedServer;
let host: string;
let etl: string;
/** What the registry has, by tags and digests, and what a tag or digest stands for. */
let images: Record<string, string>;
let answer: Parameters<typeof ScriptedServer.start>[number];
let warnings: string[];

beforeAll(async () => {
  registry = await ScriptedServer.start((received, response) => answer(received, response));
  host = new URL(registry.url).host;
  etl = `${host}/etl`;
});
afterAll(() => registry.stop());
beforeEach(() => {
  warnings = [];
  images = {};
  answer = (received, response) => {
    const found = images[received.path.split("/").at(-1)!];
    const manifest = { manifests: [{ platform: { os: "linux", architecture: "arm64" } }] };
    const headers = { "docker-content-digest": found ?? "" };
    return (found ? json(200, manifest, headers) : json(404, {}))(received, response);
  };
});

/** The image that a name stands for, or why there is none. */
const pin = (image: string, poolType?: string, settings: Partial<PinSettings> = {}) =>
  pinnedImage(image, { verify: true, poolType, warn: (line) => warnings.push(line), ...settings }).catch(
    ({ message }: Error) => message,
  );

test("an image that is not to be verified stays as it is written, and nobody is asked", async () => {
  const before = registry.received.length;
  expect(await pin(`${etl}:main`, "docker", { verify: false })).toEqual({
    image: `${etl}:main`,
    pulled: `${etl}:main`,
  });
  expect(registry.received).toHaveLength(before);
  expect(await pin("Etl", "docker", { verify: false })).toMatch(/^"Etl" is not the name of an image/);
});

test("an image without a tag is that of the tag latest", async () => {
  expect(await pin(etl)).toBe(`${host} has no tag "latest" of ${etl}; push it first`);
  images = { latest: digest };
  expect(await pin(etl)).toEqual({ image: `${etl}@${digest}`, pulled: `${etl}@${digest}` });
});

test("an image that is gone is named, whatever pool it is for", async () => {
  for (const poolType of [undefined, "docker", "ecs"]) {
    expect(await pin(`${etl}@${digest}`, poolType)).toBe(
      `${host} has no ${etl}@${digest} any more; push it again, or write the digest of an image that is there`,
    );
    expect(await pin(`${etl}:main`, poolType)).toBe(`${host} has no tag "main" of ${etl}; push it first`);
  }
});

test("a tag that went to another image or away is told, and the image of the digest is used", async () => {
  images = { [digest]: digest, main: other };
  const pinned = { image: `${etl}@${digest}`, pulled: `${etl}@${digest}` };
  expect(await pin(`${etl}:main@${digest}`)).toEqual(pinned);
  expect(await pin(`${etl}:gone@${digest}`)).toEqual(pinned);
  expect(warnings).toEqual([
    `tag "main" has moved to ${other}; flows run the image of ${digest}, as it is written.`,
    `tag "gone" is gone; flows run the image of ${digest}, as it is written.`,
  ]);
  images = { main: other };
  expect(await pin(`${etl}:main@${digest}`)).toMatch(/has no .* any more/);
  images = { main: digest };
  warnings = [];
  expect(await pin(`${etl}:main@${digest}`)).toEqual(pinned);
  expect(warnings).toEqual([]);
});

describe("workers of a docker pool", () => {
  const advice = () => `push it as ${etl}:${own} as well`;

  test("get the tag that names the digest", async () => {
    images = { [own]: digest, [digest]: digest };
    expect(await pin(`${etl}@${digest}`, "docker")).toEqual({ image: `${etl}@${digest}`, pulled: `${etl}:${own}` });
    expect(warnings).toEqual([]);
  });

  test("get the given tag with a warning, where that has the digest", async () => {
    images = { main: digest, [digest]: digest, [own]: other };
    const warning = `workers of docker pools pull ${etl} by its tag "main", which may move; ${advice()}.`;
    for (const image of [`${etl}:main`, `${etl}:main@${digest}`]) {
      expect(await pin(image, "docker")).toEqual({ image: `${etl}@${digest}`, pulled: `${etl}:main` });
    }
    expect(warnings).toEqual([warning, warning]);
  });

  test("get nothing where no tag has the digest", async () => {
    images = { main: other, [digest]: digest };
    expect(await pin(`${etl}@${digest}`, "docker")).toBe(
      `workers of docker pools cannot pull ${etl}@${digest} by its digest; ${advice()}`,
    );
    expect(await pin(`${etl}:main@${digest}`, "docker")).toBe(
      `tag "main" has moved away from ${digest}, and workers of docker pools cannot pull by digest; ${advice()}`,
    );
  });
});

test("the platform of an image is asked for where the pool has some only", async () => {
  images = { main: digest, [digest]: digest };
  expect(await pin(`${etl}:main`, "cloud-run")).toBe(
    "the image is for linux/arm64, and pools of type cloud-run run linux/amd64; build it for that",
  );
  expect(await pin(`${etl}:main`, "ecs")).toHaveProperty("image", `${etl}@${digest}`);
  expect(registry.received.at(-1)!.method).toBe("GET");
  expect(await pin(`${etl}:main`, "kubernetes")).toHaveProperty("image", `${etl}@${digest}`);
  expect(registry.received.at(-1)!.method).toBe("HEAD");
  expect(await pin(`${etl}:main`, "process")).toBe(
    "`workPool` is of type process, which runs no images; write a pool of type docker",
  );
});

test("while a registry gives no answer, what can be known without one is used, with a warning", async () => {
  answer = json(503, {});
  const reason = `${host} answered 503`;
  const image = `${etl}@${digest}`;
  expect(await pin(image)).toEqual({ image, pulled: image });
  expect(await pin(image, "docker")).toEqual({ image, pulled: `${etl}:${own}` });
  expect(await pin(`${etl}:main@${digest}`, "ecs")).toEqual({ image, pulled: image });
  expect(warnings).toEqual([
    `${image} was not verified: ${reason}.`,
    `${image} was not verified: ${reason}.`,
    `${etl}:main@${digest} was not verified: ${reason}.`,
  ]);
  expect(await pin(`${etl}:main`)).toBe(
    `${etl}:main cannot be pinned: ${reason}; write it with its digest, or \`verify: false\``,
  );
  expect(await pin(`${etl}:main@${digest}`, "docker")).toBe(
    `whether workers pull ${etl}:${own} or ${etl}:main is not known: ${reason}; push it as ${etl}:${own} and write ${image}, or run again later`,
  );
});

test("a registry that refuses is no registry without an answer", async () => {
  answer = json(403, {});
  expect(await pin(`${etl}@${digest}`)).toBe(
    `${host} wants a user for etl; give \`registry\` with \`username\` and \`password\``,
  );
});
