import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { S3FlowStorage, type S3FlowStorageArgs } from "pulumi-syntask/aws";
import { type Declared, declare, resolved } from "../support/mocks";

/** What AWS adds to what the program gave. */
function outputs({ type, name, inputs }: Declared): Record<string, unknown> {
  if (type.endsWith(":Bucket")) {
    const bucket = inputs.bucket ?? `${name}-1234567`.toLowerCase();
    return { bucket, arn: `arn:aws:s3:::${bucket}`, region: "eu-central-1" };
  }
  if (type.endsWith(":User")) return { name: `${name}-1234567` };
  return type.endsWith(":AccessKey") ? { secret: pulumi.secret("hush") } : {};
}

/** What a storage declares, and the pull steps of a deployment of it. */
export async function storageOf(
  args: S3FlowStorageArgs | (() => S3FlowStorageArgs),
  config: Record<string, string> = {},
  opts: () => pulumi.ComponentResourceOptions = () => ({}),
) {
  let storage!: S3FlowStorage;
  const declared = await declare(
    () => {
      storage = new S3FlowStorage("Flows", typeof args === "function" ? args() : args, opts());
      new syntask.Deployment("nightly", { entrypoint: "hello.py:hello", storage });
    },
    config,
    outputs,
    { "aws:index/getPartition:getPartition": (provider) => ({ partition: provider ? "aws-us-gov" : "aws" }) },
  );
  const deployment = declared.find(({ type }) => type === "Deployment")!;
  const children = declared.filter(({ type }) => type !== "Deployment" && type !== "syntask:aws:S3FlowStorage");
  const told = () => resolved(storage.bundles);
  return { declared, children, pullSteps: deployment.inputs.pullSteps, told };
}

export const kinds = (children: Declared[]) =>
  children.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort();
export const child = (children: Declared[], name: string) => children.find((declared) => declared.name === name)!;
export const pullOf = (pullSteps: any) => pullSteps[0]["syntask_aws.deployments.steps.pull_from_s3"];
export const policyOf = ({ inputs }: Declared) => JSON.parse(inputs.policy);
