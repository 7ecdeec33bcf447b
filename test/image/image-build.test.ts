import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { imageBuild } from "../../sdk/src/image/image-args";
import { type BuiltImage, buildImage, type ImageSettings } from "../../sdk/src/image/image-build";
import { refuseFor } from "../../sdk/src/provider/refusal";
import { declare, resolved } from "../support/mocks";

const digest = `sha256:${"0".repeat(64)}`;
const byDigest = `registry.example.com/etl@${digest}`;
const byTag = `registry.example.com/etl:${digest.replace(":", "-")}`;
const settings: ImageSettings = {
  build: { context: "." },
  path: "/opt/flows",
  imageName: "registry.example.com/etl:latest",
  registry: { server: "registry.example.com", username: "ci", password: "sesame" },
  pullsByTag: true,
  refuse: refuseFor("DockerFlowStorage", "flows"),
};
const cwd = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-build-"));
  process.chdir(folder);
  writeFileSync("etl.py", "");
});
afterEach(() => {
  process.chdir(cwd);
  rmSync(folder, { recursive: true });
});

/** What a build declares, by name, and what it tells. */
async function build(changes: Partial<ImageSettings> = {}) {
  let built!: BuiltImage;
  const declared = await declare(
    () => {
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
      built = buildImage("flows", { ...settings, ...changes }, parent);
    },
    {},
    ({ type }) => (type === "docker:index/image:Image" ? { repoDigest: pulumi.secret(byDigest) } : {}),
  );
  const outputs = await resolved({ ...built });
  return { ...outputs, declared: Object.fromEntries(declared.map((resource) => [resource.name, resource])) };
}

test("a folder stands for a build of it", () => {
  expect(imageBuild("flows")).toEqual({ context: "flows" });
  expect(imageBuild({ context: "flows", target: "run" })).toEqual({ context: "flows", target: "run" });
  expect(imageBuild(undefined)).toBeUndefined();
});

test("what a build is given reaches Docker, and the password is secret", async () => {
  const how = { platform: "linux/arm64", target: "run", network: "host", args: { MODE: "fast" } };
  const { declared } = await build({ build: { context: ".", ...how, cacheFrom: ["registry.example.com/cache"] } });
  const context = expect.stringMatching(/^\.syntask\/flows-[0-9a-f]{16}$/);
  const dockerfile = expect.stringMatching(/^\.syntask\/flows-[0-9a-f]{16}\/Dockerfile$/);
  expect(declared["flows-image"]).toMatchObject({ parent: "parent" });
  const { imageName, registry, build: given } = declared["flows-image"]!.inputs;
  expect([imageName, registry]).toEqual([settings.imageName, settings.registry]);
  expect(given).toEqual({ ...how, context, dockerfile, cacheFrom: { images: ["registry.example.com/cache"] } });
  expect(declared["flows-image"]!.text).not.toContain("sesame");
  expect((await build()).declared["flows-image"]!.inputs.build).toEqual({ context, dockerfile });
});

test("an image is built for what the pool runs, unless the program says otherwise", async () => {
  const platformFor = async (poolType: string | undefined, platform?: string) => {
    const { declared } = await build({ poolType, build: { context: ".", platform } });
    return declared["flows-image"]!.inputs.build.platform;
  };
  expect(await platformFor("cloud-run")).toBe("linux/amd64");
  expect(await platformFor("ecs")).toBe("linux/amd64");
  expect(await platformFor("ecs", "linux/arm64")).toBe("linux/arm64");
  expect(await platformFor("docker")).toBeUndefined();
  expect(await platformFor(undefined)).toBeUndefined();
});

test("workers who pull by tag get one that names the digest, which is pushed and stays", async () => {
  const { declared, image, pulled } = await build();
  expect([image, pulled]).toEqual([byDigest, byTag]);
  expect(declared["flows-tag"]).toMatchObject({
    parent: "parent",
    inputs: { sourceImage: byDigest, targetImage: byTag },
  });
  expect(declared["flows-pushed-tag"]).toMatchObject({
    parent: "parent",
    waitsFor: expect.arrayContaining(["flows-tag"]),
  });
  expect(declared["flows-pushed-tag"]!.inputs).toEqual({
    name: byTag,
    keepRemotely: true,
    authConfig: { address: "registry.example.com", username: "ci", password: "sesame" },
  });
  expect(declared["flows-pushed-tag"]!.text).not.toContain("sesame");
});

test.each([{}, { username: "ci" }, { password: "sesame" }])(
  "a tag is pushed as whom Docker knows with %j",
  async (login) => {
    const { declared } = await build({ registry: { server: "registry.example.com", ...login } });
    expect(declared["flows-image"]!.inputs.registry).toEqual({ server: "registry.example.com", ...login });
    expect(declared["flows-pushed-tag"]!.inputs).toEqual({ name: byTag, keepRemotely: true });
  },
);

test("workers who pull by digest get no tag", async () => {
  const { declared, pulled } = await build({ pullsByTag: false });
  expect(Object.keys(declared).sort()).toEqual(["flows-image", "parent"]);
  expect(pulled).toBe(byDigest);
});

test("the Dockerfile that was made is told, of the base and in the folder that are given", async () => {
  const { dockerfile } = await build({ build: { context: ".", baseImage: "python:3.12" }, path: "/srv" });
  expect(dockerfile).toMatch(/^FROM python:3.12\n.*\/srv\/\n/);
  writeFileSync("Dockerfile.flows", "FROM scratch");
  expect((await build({ build: { context: ".", dockerfile: "Dockerfile.flows" } })).dockerfile).toBeUndefined();
});

test("the ignore file that is named is read, and named where something may be meant to be in it", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  writeFileSync("own-rules", "*.md");
  writeFileSync("notes.md", "");
  writeFileSync(".env", "");
  const { declared } = await build({ build: { context: ".", ignoreFile: "own-rules" } });
  expect(readdirSync(declared["flows-image"]!.inputs.build.context).sort()).toEqual([
    ".dockerignore",
    ".env",
    "Dockerfile",
    "etl.py",
    "own-rules",
  ]);
  expect(warn.mock.calls).toEqual([
    [
      'the image gets .env, which may hold secrets; name them in own-rules or .dockerignore, with a "!" before those that are meant.',
      expect.any(pulumi.ComponentResource),
    ],
  ]);
  warn.mockRestore();
});

test("what cannot be put together is refused in the name of the component", async () => {
  const refuse = jest.fn(() => ({}) as never);
  await build({ build: { context: ".", dockerfile: "none" }, refuse });
  expect(refuse).toHaveBeenCalledWith('there is no Dockerfile "none"; write its path from the Pulumi program');
});

test("a program without Docker's package is told what to install", async () => {
  jest.doMock("@pulumi/docker/image", () => {
    throw new Error("Cannot find module '@pulumi/docker/image'");
  });
  try {
    const refuse = (reason: string): never => {
      throw new pulumi.RunError(reason);
    };
    expect(() => buildImage("flows", { ...settings, refuse }, undefined as never)).toThrow(
      "building an image needs a package that is not installed; run `npm install @pulumi/docker`",
    );
  } finally {
    jest.dontMock("@pulumi/docker/image");
  }
});
