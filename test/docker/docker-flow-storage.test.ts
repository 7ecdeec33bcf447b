import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { WorkPool } from "../../sdk/src";
import { DockerFlowStorage, type DockerFlowStorageArgs } from "../../sdk/src/docker";
import { askOverNetwork, declare, resolved } from "../support/mocks";
import { json, ScriptedServer } from "../support/scripted-server";

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
    "half a login of workers",
    { build: ".", registry: { ...registry, pullUsername: "worker" } },
    "`registry` has one of `pullUsername` and `pullPassword`; give both or none",
  ],
  [
    "half another login of workers",
    { build: ".", registry: { ...registry, pullPassword: "open" } },
    "`registry` has one of `pullUsername` and `pullPassword`; give both or none",
  ],
  [
    "a repository of an image",
    { image: "a", repository: "b" },
    "`repository` and `tag` are of a built image, and `image` is given; leave them out",
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

/** What a storage declares, by name, and what a deployment gets of it. */
async function storageOf(args: DockerFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
  let storage!: DockerFlowStorage;
  const declared = await declare(
    () => {
      askOverNetwork();
      storage = new DockerFlowStorage("My Flows", args, opts);
    },
    {},
    builtOutputs,
  );
  const { image, jobVariables, pullSteps, dockerfile, localFolder } = storage;
  const outputs = await resolved({ image, jobVariables, pullSteps, dockerfile });
  return {
    ...outputs,
    localFolder,
    declared: Object.fromEntries(declared.map((resource) => [resource.name, resource])),
  };
}

test("the block is the pushing user's where workers have none of their own, and a deployment refers to it", async () => {
  const { declared, jobVariables, pullSteps, localFolder } = await storageOf({
    build: ".",
    registry,
    repository: "etl",
    tag: "main",
    adopt: true,
    connection: "team",
  });
  expect(declared["My Flows-image"]!.inputs.imageName).toBe("registry.example.com/team/etl:main");
  expect(declared["My Flows-credentials"]).toMatchObject({
    parent: "My Flows",
    inputs: {
      name: "my-flows",
      username: "ci",
      password: "sesame",
      registryUrl: "registry.example.com",
      adopt: true,
      connection: "team",
    },
  });
  expect(jobVariables).toEqual({
    image: expect.stringMatching(/:sha256-/),
    registry_credentials: { $ref: { block_document_id: expect.anything() } },
  });
  expect(pullSteps).toEqual([{ "syntask.deployments.steps.set_working_directory": { directory: "/opt/flows" } }]);
  expect(localFolder).toBe(".");
  const named = await storageOf({ build: ".", registry, credentialsName: "own" });
  expect(named.declared["My Flows-credentials"]!.inputs.name).toBe("own");
});

test("a registry for everybody needs no block", async () => {
  const { declared, jobVariables } = await storageOf({ build: ".", registry: { server: "registry.example.com" } });
  expect(declared).not.toHaveProperty("My Flows-credentials");
  expect(jobVariables).toEqual({ image: expect.stringMatching(/:sha256-/) });
});

describe("an image that is given", () => {
  let server: ScriptedServer;
  let etl: string;
  afterEach(() => server.stop());
  const has = json(200, {}, { "docker-content-digest": digest });
  const start = async (...answers: Parameters<typeof ScriptedServer.start>) => {
    server = await ScriptedServer.start(...answers);
    etl = `${new URL(server.url).host}/etl`;
  };

  test("is asked for as the user who pulls, and the warning names the component", async () => {
    await start(json(401, {}), has, json(404, {}));
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
    const login = { ...registry, server: "any", pullUsername: "worker", pullPassword: "open" };
    const { image, jobVariables } = await storageOf({ image: `${etl}:main`, registry: login });
    expect(image).toBe(`${etl}@${digest}`);
    expect(jobVariables).toMatchObject({ image: `${etl}:main` });
    expect(server.received.at(-1)!.headers.authorization).toBe(
      `Basic ${Buffer.from("worker:open").toString("base64")}`,
    );
    expect(warn.mock.calls).toEqual([
      [
        `DockerFlowStorage "My Flows": workers of docker pools pull ${etl} by its tag "main", which may move; push it as ${etl}:${digest.replace(":", "-")} as well.`,
        expect.any(DockerFlowStorage),
      ],
    ]);
    warn.mockRestore();
  });

  test("is asked for as nobody without a login, and by digest for a pool that pulls so", async () => {
    await start(has);
    const { image, jobVariables, localFolder, dockerfile } = await storageOf({ image: `${etl}:main`, workPool: "ecs" });
    expect([image, jobVariables]).toEqual([`${etl}@${digest}`, { image: `${etl}@${digest}` }]);
    expect([localFolder, dockerfile]).toEqual([undefined, undefined]);
    expect(server.received[0]!.headers.authorization).toBeUndefined();
  });
});
