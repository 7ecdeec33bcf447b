import * as pulumi from "@pulumi/pulumi";
import * as syntask from "../../sdk/src";
import { inTemplateUnit } from "../../sdk/src/resources/job-variables/quantity";
import { declare } from "../support/mocks";

const inputsOf = async (program: () => unknown, name: string) =>
  (await declare(program)).find((resource) => resource.name === name)!.inputs;

test("job defaults in camel case reach the server by the template's names", async () => {
  const { jobDefaults } = await inputsOf(
    () =>
      new syntask.WorkPool("pool", {
        type: "docker",
        jobDefaults: { image: "flows:1", imagePullPolicy: "Always", env: { MODE: "test" }, autoRemove: true },
      }),
    "pool",
  );
  expect(jobDefaults).toEqual({
    image: "flows:1",
    image_pull_policy: "Always",
    env: { MODE: "test" },
    auto_remove: true,
  });
});

test("the template's own names are taken as well", async () => {
  const { jobDefaults } = await inputsOf(
    () => new syntask.WorkPool("pool", { type: "process", jobDefaults: { stream_output: false } }),
    "pool",
  );
  expect(jobDefaults).toEqual({ stream_output: false });
});

test("a variable of the user's own template keeps its name", async () => {
  const baseJobTemplate = { job_configuration: {}, variables: { properties: { streamOutput: { type: "boolean" } } } };
  const { jobDefaults } = await inputsOf(
    () => new syntask.WorkPool("pool", { type: "process", baseJobTemplate, jobDefaults: { streamOutput: true } }),
    "pool",
  );
  expect(jobDefaults).toEqual({ streamOutput: true });
});

test("a block is given by itself", async () => {
  const { jobDefaults } = await inputsOf(() => {
    const registryCredentials = new syntask.DockerRegistryCredentials("registry", {
      username: "worker",
      password: "secret",
      registryUrl: "registry.example.com",
    });
    return new syntask.WorkPool("pool", { type: "docker", jobDefaults: { registryCredentials } });
  }, "pool");
  expect(jobDefaults).toEqual({ registry_credentials: { $ref: { block_document_id: "registry-id" } } });
});

test("a deployment's job variables take the units of its pool", async () => {
  const { jobVariables } = await inputsOf(() => {
    const workPool = new syntask.WorkPool("pool", { type: "ecs" });
    return new syntask.Deployment("nightly", {
      entrypoint: "etl.py:main",
      workPool,
      jobVariables: { cpu: "0.5 vCPU", memory: pulumi.output("2 GiB" as const), taskStartTimeoutSeconds: 60 },
    });
  }, "nightly");
  expect(jobVariables).toEqual({ cpu: 512, memory: 2048, task_start_timeout_seconds: 60 });
});

test.each([
  ["docker", "mem_limit", "1.5 GiB", "1536m"],
  ["ecs", "cpu", "0.25 vCPU", 256],
  ["ecs", "memory", "512 MiB", 512],
  ["azure-container-instance", "cpu", "2 vCPU", 2],
  ["azure-container-instance", "memory", "1.5 GiB", 1.5],
  ["cloud-run", "cpu", "2 vCPU", "2000m"],
  ["cloud-run-v2", "memory", "2 GiB", "2048Mi"],
  ["ecs:push", "cpu", "0.25 vCPU", 256],
  ["azure-container-instance:push", "memory", "1.5 GiB", 1.5],
  ["cloud-run-v2:push", "memory", "2 GiB", "2048Mi"],
  ["modal:push", "memory", "2 GiB", "2 GiB"],
  ["kubernetes", "cpu_request", "0.5 vCPU", "500m"],
  ["kubernetes", "memory_limit", "2 GiB", "2048Mi"],
  ["kubernetes", "memory_limit", "2Gi", "2Gi"],
  ["kubernetes", "cpu_limit", "2 GiB", "2 GiB"],
  ["kubernetes", "memory", "2 GiB", "2 GiB"],
  ["ecs", "memory", "2 vCPU", "2 vCPU"],
  ["ecs", "cpu", 1024, 1024],
])("for %s, %s of %p is %p", (type, variable, given, expected) => {
  expect(inTemplateUnit(type, variable, given)).toBe(expected);
});

test("the compiler knows the variables of a pool's type", () => {
  const program = () => {
    // @ts-expect-error a process pool streams or does not
    new syntask.WorkPool("a", { type: "process", jobDefaults: { streamOutput: "yes" } });
    // @ts-expect-error nor by the server's name
    new syntask.WorkPool("b", { type: "process", jobDefaults: { stream_output: "yes" } });
    // @ts-expect-error memory has a unit
    new syntask.WorkPool("c", { type: "ecs", jobDefaults: { memory: "2 gigs" } });
    const push = new syntask.WorkPool("k", { type: "ecs:push", jobDefaults: { cpu: "0.5 vCPU", taskRoleArn: "arn" } });
    // @ts-expect-error push pools take the variables of the type that a worker would run
    new syntask.Deployment("l", { entrypoint: "a.py:b", workPool: push, jobVariables: { taskRoleArnn: "arn" } });
    // Of other types of Syntask Cloud nothing is known.
    new syntask.WorkPool("m", { type: "modal:push", jobDefaults: { anything: 1 } });
    const workPool = new syntask.WorkPool("d", { type: "docker" });
    // @ts-expect-error a policy that Docker lacks
    new syntask.Deployment("e", { entrypoint: "a.py:b", workPool, jobVariables: { imagePullPolicy: "Sometimes" } });
    // @ts-expect-error a variable that Docker lacks
    new syntask.Deployment("h", { entrypoint: "a.py:b", workPool, jobVariables: { imagee: "python:3.12" } });
    // A template of one's own may have others: the pool is given by its name.
    new syntask.Deployment("i", { entrypoint: "a.py:b", workPool: workPool.name, jobVariables: { own: 1 } });
    // Of newer job templates.
    new syntask.Deployment("n", { entrypoint: "a.py:b", workPool, jobVariables: { imagePullPolicy: "IfPossible" } });
    new syntask.Deployment("o", { entrypoint: "a.py:b", workPool, jobVariables: { containerWaitTimeout: 60 } });
    new syntask.WorkPool("p", { type: "kubernetes", jobDefaults: { cpuRequest: "0.5 vCPU", memory_limit: "1Gi" } });
    // @ts-expect-error a number of what
    new syntask.WorkPool("q", { type: "kubernetes", jobDefaults: { memoryLimit: 512 } });
    const pools: syntask.WorkPool[] = [workPool];
    const type: string = "custom";
    new syntask.WorkPool("f", { type, jobDefaults: { anything: 1 } });
    new syntask.Deployment("g", { entrypoint: "a.py:b", workPool: "name", jobVariables: { anything: 1 } });
    // @ts-expect-error a schedule is of one kind
    new syntask.Deployment("j", { entrypoint: "a.py:b", schedules: [{ cron: "0 6 * * *", interval: 60 }] });
    return pools;
  };
  expect(program).toBeInstanceOf(Function);
});
