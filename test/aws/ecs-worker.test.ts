import * as pulumi from "@pulumi/pulumi";
import { EcsInfrastructure, EcsWorker, type EcsWorkerArgs } from "../../sdk/src/aws";
import { type Declared, declare } from "../support/mocks";

const account = "123456789012";
const workerName = "flows-0123abcd";

const outputs = ({ type, name, inputs }: Declared): Record<string, unknown> => {
  if (type === "WorkerRevision") return { workerName, workerImage: inputs.image ?? "own:1", workerPackages: [] };
  if (type === "aws:iam/role:Role") return { arn: `arn:aws:iam::${account}:role/${name}`, name };
  if (type === "aws:secretsmanager/secretVersion:SecretVersion") return { versionId: "first" };
  if (type === "UniqueName") return { value: `${inputs.prefix}_01234567` };
  return { arn: `arn:aws:service:eu-central-1:${account}:${name}`, name };
};

const answers = {
  "aws:index/getRegion:getRegion": { region: "eu-central-1" },
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: account, arn: `arn:aws:iam::${account}:root` },
  "aws:ec2/getSubnet:getSubnet": { vpcId: "vpc-1" },
};

async function declareWorker(args: Partial<EcsWorkerArgs> | (() => Partial<EcsWorkerArgs>) = {}) {
  const declared = await declare(
    () => {
      const own = typeof args === "function" ? args() : args;
      new EcsWorker("flows", { workPool: "flows", subnets: ["subnet-1"], apiKey: "hush", ...own });
    },
    { "syntask:apiUrl": "https://syntask.example.com/api" },
    outputs,
    answers,
  );
  const find = (name: string) => declared.find((resource) => resource.name === name)!;
  return { declared, find, container: JSON.parse(find("flows-task-definition").inputs.containerDefinitions)[0] };
}

const actionsOf = (policy: string): string[] =>
  JSON.parse(policy).Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);

test("the key is in the secret alone, and the task names it with its version", async () => {
  const { declared, find, container } = await declareWorker({ secrets: { TOKEN: "hush" } });
  expect(find("flows-secret-version").inputs).toMatchObject({
    secretStringWo: '{"SYNTASK_API_KEY":"hush","TOKEN":"hush"}',
    secretStringWoVersion: 0x123abcd,
  });
  const secretArn = `arn:aws:service:eu-central-1:${account}:flows-secret`;
  expect(container.secrets).toEqual([
    { name: "SYNTASK_API_KEY", valueFrom: `${secretArn}:SYNTASK_API_KEY::first` },
    { name: "TOKEN", valueFrom: `${secretArn}:TOKEN::first` },
  ]);
  expect(declared.filter(({ text }) => text.includes("hush"))).toEqual([]);
});

test("the image of a server needs no right to pull, one of ECR that to its repository", async () => {
  const policyOf = async (image?: string) =>
    (await declareWorker({ image })).find("flows-execution-access").inputs.policy;
  expect(actionsOf(await policyOf()).filter((action) => action.startsWith("ecr:"))).toEqual([]);
  const policy = await policyOf(`${account}.dkr.ecr.eu-central-1.amazonaws.com/team/etl:1`);
  expect(actionsOf(policy)).toContain("ecr:BatchGetImage");
  expect(policy).toContain(`arn:aws:ecr:eu-central-1:${account}:repository/team/etl`);
});

test("workers of a pool with an infrastructure have its rights, and others none", async () => {
  const runtime = () => ({ infrastructure: new EcsInfrastructure("tasks", { access: "runtime" }) });
  const { find } = await declareWorker(runtime);
  expect(actionsOf(find("flows-task-access").inputs.policy)).toContain("ecs:RunTask");
  expect((await declareWorker()).find("flows-task-access")).toBeUndefined();
});

test("an infrastructure that has a key for its workers is refused", async () => {
  const attempt = () =>
    new EcsWorker("flows", {
      workPool: "flows",
      subnets: ["subnet-1"],
      infrastructure: new EcsInfrastructure("tasks"),
    });
  const program = () =>
    expect(attempt).toThrow(
      'EcsWorker "flows": `infrastructure` has a key for its workers, and these have a role; give it `access: "runtime"`.',
    );
  await declare(program, {}, outputs, answers);
  expect.assertions(1);
});

test("nobody gets into the new security group, and one that is given is used in its place", async () => {
  const { find } = await declareWorker();
  expect(find("flows-network").inputs).toMatchObject({ vpcId: "vpc-1", ingress: [] });
  const given = await declareWorker({ securityGroups: [pulumi.output("sg-1")] });
  expect(given.find("flows-network")).toBeUndefined();
  expect(given.find("flows-service").inputs.networkConfiguration).toMatchObject({ securityGroups: ["sg-1"] });
});
