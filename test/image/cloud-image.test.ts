import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { WorkPool } from "../../sdk/src";
import { type CloudImageArgs, type CloudImages, checkCloudImage, cloudImage } from "../../sdk/src/image/cloud-image";
import type { Pool } from "../../sdk/src/image/image-args";
import { askOverNetwork, declare, resolved } from "../support/mocks";
import { json, ScriptedServer } from "../support/scripted-server";

const digest = `sha256:${"0".repeat(64)}`;
const ofProcess = "`workPool` is of type process, which runs no images; write a pool of type ecs";
const ofDocker =
  "`workPool` is of type docker, whose workers need a password that stays, and the registry gives one for hours; write `DockerFlowStorage` with a password of your own, or a pool of another type";
const cwd = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-image-"));
  process.chdir(folder);
  writeFileSync("etl.py", "");
});
afterAll(() => {
  process.chdir(cwd);
  rmSync(folder, { recursive: true });
});

/** What a component makes of its args, the reasons why it refuses them, and what it declares besides. */
async function make(
  args: CloudImageArgs,
  { home = "registry.example.com/etl", workPool = () => "ecs" as Pool, prepare = () => {} } = {},
) {
  const reasons: string[] = [];
  const asked = jest.fn(() => ({ username: "ci", password: "sesame" }));
  const imageName = pulumi.output("registry.example.com/etl");
  const refuse = (reason: string) => reasons.push(reason) as never;
  let made!: ReturnType<typeof cloudImage>;
  const declared = await declare(
    () => {
      prepare();
      const settings = { usualType: "ecs" as const, imageName, home: pulumi.output(home) };
      made = cloudImage(
        "flows",
        { ...args, workPool: workPool() },
        { ...settings, login: asked, refuse },
        new pulumi.ComponentResource("test:index:Parent", "parent"),
      );
    },
    {},
    ({ type }) => (type === "docker:index/image:Image" ? { repoDigest: `registry.example.com/etl@${digest}` } : {}),
  );
  const { localFolder, ...outputs } = made;
  return { ...(await resolved(outputs)), localFolder, reasons, declared, logins: asked.mock.calls.length };
}

test.each([
  [undefined, "registry.example.com/etl:latest"],
  ["main", "registry.example.com/etl:main"],
])("an image that is built gets the tag %p", async (tag, imageName) => {
  const { image, declared, pullSteps, jobVariables, localFolder, dockerfile, reasons } = await make({
    build: ".",
    tag,
  });
  const built = declared.filter(({ type }) => type.startsWith("docker:"));
  expect(built.map(({ name }) => name)).toEqual(["flows-image"]);
  expect(built[0]).toMatchObject({
    parent: "parent",
    inputs: { imageName, registry: { server: "registry.example.com", username: "ci", password: "sesame" } },
  });
  expect(image).toBe(`registry.example.com/etl@${digest}`);
  expect(jobVariables).toEqual({ image });
  expect(pullSteps).toEqual([{ "syntask.deployments.steps.set_working_directory": { directory: "/opt/flows" } }]);
  expect(localFolder).toBe(".");
  expect(dockerfile).toContain("COPY --chown=1000:1000 . /opt/flows/\n");
  expect(reasons).toEqual([]);
});

test("a build for a platform that the pool does not run is refused", async () => {
  const build = { context: ".", platform: "windows/amd64" };
  const reason =
    "the image is for windows/amd64, and pools of type ecs run linux/amd64 or linux/arm64; build it for that";
  expect((await make({ build })).reasons).toEqual([reason]);
});

test("an image that is given and not verified is used as it is, and nobody has to log in", async () => {
  const given = "registry.example.com/etl:main";
  expect(await make({ image: given, verify: false })).toMatchObject({
    image: given,
    jobVariables: { image: given },
    pullSteps: [],
    localFolder: undefined,
    reasons: [],
    logins: 0,
  });
  const { pullSteps } = await make({ image: given, verify: false, path: "/srv" });
  expect(pullSteps).toEqual([{ "syntask.deployments.steps.set_working_directory": { directory: "/srv" } }]);
});

test.each([
  ["registry.example.com/etl", "registry.example.com/etl:1", true],
  ["registry.example.com/etl", "registry.example.com/etl/base:1", false],
  ["registry.example.com/team/", "registry.example.com/team/etl:1", true],
  ["registry.example.com/team/", "registry.example.com/teams/etl:1", false],
  ["registry.example.com/team/", "ghcr.io/registry.example.com/team/etl:1", false],
])("where images have to be in %s, %s is taken: %p", async (home, image, isTaken) => {
  const { reasons } = await make({ image, verify: false }, { home });
  const reason = `\`image\` is ${image.split(":")[0]}, which is not in ${home}; give the repository that it is in`;
  expect(reasons).toEqual(isTaken ? [] : [reason]);
});

test("what is no image's name is refused with its form", async () => {
  const image = "https://registry.example.com/etl";
  expect((await make({ image, verify: false })).reasons[0]).toBe(
    `"${image}" is not the name of an image; write registry/repository:tag or …@sha256:…`,
  );
});

describe("a pool that cannot pull the image", () => {
  const built = { build: "." };
  const images = {
    usualType: "ecs",
    noun: "repository",
    given: undefined,
    ofNew: {},
    nameOfNew: ["repositoryArgs.name", undefined],
  } satisfies Partial<CloudImages>;

  test.each([
    ["process", ofProcess],
    ["docker", ofDocker],
  ] as const)("of type %s is refused, by its type before anything is made", async (type, reason) => {
    const reasons: string[] = [];
    const refuse = (text: string) => reasons.push(text) as never;
    checkCloudImage({ ...built, workPool: type }, { ...images, refuse });
    expect(reasons).toEqual([reason]);
    const given = { image: "registry.example.com/etl:1", verify: false };
    const pool = () => new WorkPool("pool", { type });
    expect((await make(given, { workPool: pool })).reasons).toEqual([reason]);
  });

  test("is not one of another type, or whose type is not known yet", () => {
    const refuse = jest.fn() as never;
    for (const workPool of ["ecs", "kubernetes", {} as WorkPool] as const) {
      checkCloudImage({ ...built, workPool }, { ...images, refuse });
    }
    expect(refuse).not.toHaveBeenCalled();
  });
});

test("a registry is asked as the stack's user, warns, and its reasons are the component's", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const registry = await ScriptedServer.start(
    json(401, {}),
    json(200, {}, { "docker-content-digest": digest }),
    json(404, {}),
    json(200, {}, { "docker-content-digest": digest }),
    json(404, {}),
  );
  const host = new URL(registry.url).host;
  const home = `${host}/etl`;
  try {
    const pool = () => new WorkPool("pool", { type: "kubernetes" });
    expect(await make({ image: `${home}:main` }, { home, workPool: pool, prepare: askOverNetwork })).toMatchObject({
      image: `${home}@${digest}`,
      logins: 1,
      reasons: [],
    });
    const basic = `Basic ${Buffer.from("ci:sesame").toString("base64")}`;
    expect(registry.received.at(-1)!.headers.authorization).toBe(basic);
    await make({ image: `${home}:main@${digest}` }, { home, workPool: pool, prepare: askOverNetwork });
    expect(warn).toHaveBeenCalledWith(
      `tag "main" is gone; flows run the image of ${digest}, as it is written.`,
      expect.any(pulumi.ComponentResource),
    );
    expect((await make({ image: `${home}:main` }, { home, prepare: askOverNetwork })).reasons).toEqual([
      `${host} has no tag "main" of ${home}; push it first`,
    ]);
  } finally {
    warn.mockRestore();
    await registry.stop();
  }
});
