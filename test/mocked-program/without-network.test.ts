import childProcess from "node:child_process";
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { S3FlowStorage } from "pulumi-syntask/aws";
import { DockerFlowStorage } from "pulumi-syntask/docker";
import { resolved } from "../support/mocks";

const digest = `sha256:${"0".repeat(64)}`;
const flows = resolve(__dirname, "../../examples/quickstart/flows");

/** What was asked of the network, or given to another process that could ask it. */
let asked: string[];
let calls: pulumi.runtime.MockCallArgs[];
let declared: string[];

beforeEach(() => {
  asked = [];
  calls = [];
  declared = [];
  jest.spyOn(Socket.prototype, "connect").mockImplementation(() => {
    asked.push("a server");
    throw new Error("there is no network");
  });
  jest.spyOn(childProcess, "spawn").mockImplementation((command) => {
    asked.push(command);
    throw new Error("there is no other process");
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(asked).toEqual([]);
});

/** Runs a program with mocks of which only `call` differs from one to the other. */
async function run<T>(program: () => T, call: pulumi.runtime.Mocks["call"], config: Record<string, string> = {}) {
  pulumi.runtime.setAllConfig({ "syntask:apiUrl": "https://syntask.example.com/api", ...config });
  await pulumi.runtime.setMocks({
    newResource({ name, type, inputs }) {
      declared.push(type.split(":").at(-1)!);
      return { id: `${name}-id`, state: inputs };
    },
    call(args) {
      calls.push(args);
      return call(args);
    },
  });
  const outcome = program();
  await pulumi.runtime.disconnect();
  return outcome;
}

const answers: Record<string, object> = {
  "syntask:index:getFlow": { id: "f1", tags: ["finance"] },
  "syntask:index:getDeployment": { id: "d1", flowId: "f1", entrypoint: "etl.py:main" },
  "syntask:index:getWorkPool": { id: "p1", type: "docker", baseJobTemplate: {} },
  "syntask:index:getVariable": { id: "v1", value: { retries: 3 } },
  "syntask:index:getBlock": { documentId: "b1", data: { value: "hush" } },
  "syntask:index:getImage": { image: `registry.example.com/etl@${digest}` },
};
const answered = ({ token, inputs }: pulumi.runtime.MockCallArgs) => ({ ...inputs, ...answers[token] });

test("look-ups are answered by mocks, which are told what was asked", async () => {
  const found = await run(
    () =>
      Promise.all([
        syntask.getFlow({ name: "etl" }),
        syntask.getDeployment({ flow: "etl", name: "nightly" }),
        resolved(syntask.getWorkPoolOutput({ name: pulumi.output("platform") })),
        syntask.getVariable({ name: "limits" }),
        syntask.getBlock({ typeSlug: "secret", name: "token" }),
      ]),
    answered,
  );
  expect(found).toMatchObject([
    { id: "f1", name: "etl", tags: ["finance"] },
    {
      id: "d1",
      name: "nightly",
      flow: "etl",
      flowId: "f1",
      entrypoint: "etl.py:main",
      tags: [],
      url: "https://syntask.example.com/deployments/deployment/d1",
    },
    { id: "p1", name: "platform", type: "docker", paused: false },
    { id: "v1", name: "limits", value: { retries: 3 } },
    { documentId: "b1", typeSlug: "secret", name: "token", reference: "{{ syntask.blocks.secret.token }}" },
  ]);
  expect(found[4]).not.toHaveProperty("data");
  expect(Object.fromEntries(calls.map(({ token, inputs }) => [token, inputs]))).toEqual({
    "syntask:index:getFlow": { name: "etl" },
    "syntask:index:getDeployment": { flow: "etl", name: "nightly" },
    "syntask:index:getVariable": { name: "limits" },
    "syntask:index:getBlock": { typeSlug: "secret", name: "token" },
    "syntask:index:getWorkPool": { name: "platform" },
  });
});

test("a block's data is a secret there too, and a look-up in another workspace says which", async () => {
  const config = { "syntask-prod:apiUrl": "https://prod.example.com/api" };
  const { data } = await run(
    () => syntask.getBlock({ typeSlug: "secret", name: "token", includeData: true, connection: "prod" }),
    answered,
    config,
  );
  expect(await resolved(data)).toEqual({ value: "hush" });
  expect(await (data as unknown as { isSecret: Promise<boolean> }).isSecret).toBe(true);
  expect(calls[0]!.inputs).toEqual({ typeSlug: "secret", name: "token", includeData: true, connection: "prod" });
});

test("what mocks refuse ends the program as a server's refusal does", async () => {
  const missing = () => {
    throw new Error("there is none");
  };
  const failure = await run(() => syntask.getFlow({ name: "etl" }).catch((error) => error), missing);
  expect(failure).toBeInstanceOf(pulumi.RunError);
  expect(failure.message).toBe('flow "etl": there is none');
});

test("an image that is given is asked of no registry: it is what mocks answer, else as it is written", async () => {
  const image = "registry.example.com/etl:main";
  const jobImage = async (call: pulumi.runtime.Mocks["call"], workPool: "docker" | "kubernetes") => {
    const storage = await run(() => new DockerFlowStorage("flows", { image, workPool }), call);
    return (await resolved(storage.jobVariables)).image;
  };
  expect(await jobImage(answered, "kubernetes")).toBe(`registry.example.com/etl@${digest}`);
  expect(await jobImage(({ inputs }) => inputs, "kubernetes")).toBe(image);
  expect(await jobImage(() => ({}), "docker")).toBe(image);
  const own = { image: "registry.example.com/etl@sha256:1", pulled: "registry.example.com/etl:own" };
  expect(await jobImage(() => own, "docker")).toBe(own.pulled);
});

test("storages with uploads and access checks are declared", async () => {
  const program = () => {
    const git = new syntask.GitFlowStorage("git", {
      repository: "https://github.com/example/flows.git",
      accessToken: "hush",
    });
    const s3 = new S3FlowStorage("s3", { source: flows });
    const entrypoint = "hello.py:hello";
    return [git, s3].map(
      (storage, index) =>
        new syntask.Deployment(`nightly-${index}`, { flow: "hello", entrypoint, storage, workPool: "platform" }),
    );
  };
  const deployments = await run(program, ({ inputs }) => inputs);
  for (const { workPool } of deployments) expect(await resolved(workPool)).toBe("platform");
  expect(declared).toEqual(expect.arrayContaining(["GitAccessCheck", "S3AccessCheck", "FlowCode"]));
  expect(declared.filter((kind) => kind === "Deployment")).toHaveLength(2);
});

test("the documentation shows the program and the test that stand here", () => {
  const page = readFileSync(resolve(__dirname, "../../docs/test-your-program.md"), "utf8");
  for (const file of ["index.ts", "index.test.ts"]) {
    expect(page).toContain(`\`\`\`ts\n${readFileSync(join(__dirname, file), "utf8")}\`\`\``);
  }
});
