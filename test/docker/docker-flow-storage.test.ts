import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { WorkPool } from "../../sdk/src";
import { DockerFlowStorage, type DockerFlowStorageArgs } from "../../sdk/src/docker";
import { declare, resolved } from "../support/mocks";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const registry = { server: "registry.example.com/team", username: "ci", password: "sesame" };
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

const failure = async (args: DockerFlowStorageArgs): Promise<string> => {
  let message = "";
  await declare(() => {
    try {
      new DockerFlowStorage("flows", args);
    } catch (error) {
      message = (error as Error).message;
    }
  });
  return message;
};

const builtOutputs = ({ type }: { type: string }) =>
  type === "docker:index/image:Image" ? { repoDigest: `registry.example.com/team/flows@${digest}` } : {};

test("a build makes an image, a tag that names its digest and the block of the user who pulls", async () => {
  let storage!: DockerFlowStorage;
  const declared = await declare(
    () => {
      storage = new DockerFlowStorage("flows", {
        build: { context: ".", platform: "linux/amd64" },
        registry: { ...registry, pullUsername: "worker", pullPassword: "open" },
      });
    },
    {},
    builtOutputs,
  );
  expect(declared.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort()).toEqual([
    "DockerFlowStorage flows",
    "DockerRegistryCredentials flows-credentials",
    "Image flows-image",
    "RegistryImage flows-pushed-tag",
    "Tag flows-tag",
  ]);
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  expect(find("flows-image").inputs).toMatchObject({
    imageName: "registry.example.com/team/flows:latest",
    registry: { server: "registry.example.com", username: "ci" },
    build: { platform: "linux/amd64" },
  });
  const { context, dockerfile } = find("flows-image").inputs.build;
  expect(context).toMatch(/^\.syntask\/flows-[0-9a-f]{16}$/);
  expect(dockerfile).toBe(`${context}/Dockerfile`);
  expect(find("flows-tag").inputs.targetImage).toBe(`registry.example.com/team/flows:${digest.replace(":", "-")}`);
  expect(find("flows-credentials").inputs).toMatchObject({ username: "worker", registryUrl: "registry.example.com" });
  expect(find("flows-credentials").secrets).toContain("password");
  expect(await resolved(storage.image)).toBe(`registry.example.com/team/flows@${digest}`);
  expect(await resolved(storage.dockerfile)).toContain("FROM synopkg/syntask:3-latest\n");
});

test("a program of the other dialect builds on that dialect's image, without what its ignore file names", async () => {
  writeFileSync(".prefectignore", "*.md\n");
  writeFileSync("notes.md", "");
  let storage!: DockerFlowStorage;
  const declared = await declare(
    () => {
      storage = new DockerFlowStorage("flows", { build: ".", registry });
    },
    { "syntask:dialect": "prefect" },
    builtOutputs,
  );
  expect(await resolved(storage.dockerfile)).toContain("FROM prefecthq/prefect:3-latest\n");
  const { context } = declared.find(({ name }) => name === "flows-image")!.inputs.build;
  expect(readdirSync(context).sort()).toEqual([".dockerignore", ".prefectignore", "Dockerfile", "etl.py"]);
  rmSync(".prefectignore");
  rmSync("notes.md");
});

test("pools that log in with their cloud's rights get the digest and no block", async () => {
  let storage!: DockerFlowStorage;
  const declared = await declare(
    () => {
      storage = new DockerFlowStorage("flows", { build: ".", registry, workPool: "kubernetes" });
    },
    {},
    builtOutputs,
  );
  expect(declared.map(({ name }) => name).sort()).toEqual(["flows", "flows-image"]);
  expect(await resolved(storage.jobVariables)).toEqual({ image: `registry.example.com/team/flows@${digest}` });
});

test("what may hold secrets and gets into the image is warned of", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  writeFileSync(".env", "PASSWORD=sesame");
  try {
    await declare(() => new DockerFlowStorage("flows", { build: ".", registry, workPool: "ecs" }), {}, builtOutputs);
    expect(warn.mock.calls.map(([line]) => line)).toEqual([
      'the image gets .env, which may hold secrets; name them in .syntaskignore or .dockerignore, with a "!" before those that are meant.',
    ]);
  } finally {
    rmSync(".env");
    warn.mockRestore();
  }
});

test("an image that is built elsewhere has no pull step unless its path is given", async () => {
  let steps!: unknown[];
  await declare(() => {
    const image = `registry.example.com/flows@${digest}`;
    const settings = { image, workPool: "ecs" as const, verify: false };
    steps = [
      new DockerFlowStorage("a", settings).pullSteps,
      new DockerFlowStorage("b", { ...settings, path: "/srv/flows" }).pullSteps,
    ];
  });
  expect(await resolved(steps as never)).toEqual([
    [],
    [{ "syntask.deployments.steps.set_working_directory": { directory: "/srv/flows" } }],
  ]);
});

test.each<[string, DockerFlowStorageArgs, string]>([
  ["neither image nor build", {}, "give `image` or `build`, one of them"],
  ["both", { image: "a", build: "." }, "give `image` or `build`, one of them"],
  ["no registry", { build: "." }, "a built image has to be pushed for workers to pull it; give `registry`"],
  [
    "half a login",
    { build: ".", registry: { server: "a", username: "b" } },
    "`registry` has one of `username` and `password`; give both or none",
  ],
  [
    "a tag of an image",
    { image: "a", tag: "b" },
    "`repository` and `tag` are of a built image, and `image` is given; leave them out",
  ],
  [
    "a relative path",
    { build: ".", registry, path: "flows" },
    '`path` is "flows"; write an absolute folder, such as /opt/flows',
  ],
  [
    "a process pool",
    { build: ".", registry, workPool: "process" },
    "`workPool` is of type process, which runs no images; write a pool of type docker",
  ],
  [
    "a platform that the pool lacks",
    { build: { context: ".", platform: "linux/arm64" }, registry, workPool: "cloud-run" },
    "the image is for linux/arm64, and pools of type cloud-run run linux/amd64; build it for that",
  ],
])("%s is refused in one line", async (_, args, reason) => {
  expect(await failure(args)).toBe(`DockerFlowStorage "flows": ${reason}.`);
});

test("a pool that is given by itself tells its type", async () => {
  let storage!: DockerFlowStorage;
  await declare(
    () => {
      const workPool = new WorkPool("pool", { type: "ecs" });
      storage = new DockerFlowStorage("flows", { build: ".", registry, workPool });
    },
    {},
    builtOutputs,
  );
  expect(await resolved(storage.jobVariables)).toEqual({ image: `registry.example.com/team/flows@${digest}` });
});
