import * as pulumi from "@pulumi/pulumi";
import { type CloudPullOptions, cloudPull, stepModuleOf } from "../../sdk/src/cloud/cloud-pull";
import { declare, resolved } from "../support/mocks";

/** What a pull step is, and the module that it is of. */
async function pull(
  options: CloudPullOptions & Parameters<typeof stepModuleOf>[1],
  config: Record<string, string> = {},
) {
  let step!: ReturnType<typeof cloudPull>;
  let module = "";
  await declare(() => {
    step = cloudPull("aws", "pull_from_s3", options, { bucket: "flows" });
    module = stepModuleOf("aws", options);
  }, config);
  return { step: await resolved(step), module };
}

test("a step is of the cloud's package in the dialect, and pulls the whole bucket", async () => {
  expect(await pull({})).toEqual({
    step: { "syntask_aws.deployments.steps.pull_from_s3": { bucket: "flows", folder: "" } },
    module: "syntask_aws.deployments.steps",
  });
  expect((await pull({}, { "syntask:dialect": "prefect" })).module).toBe("prefect_aws.deployments.steps");
});

test("a step has the folder in one form, its id and what it requires", async () => {
  const options = { folder: pulumi.output("./etl"), id: "code", requires: "syntask-aws" };
  expect((await pull(options)).step).toEqual({
    "syntask_aws.deployments.steps.pull_from_s3": {
      bucket: "flows",
      folder: "etl/",
      id: "code",
      requires: "syntask-aws",
    },
  });
});

test("the module that is given wins, else the dialect of the connection does", async () => {
  const config = { "syntask-team:dialect": "prefect" };
  expect(Object.keys((await pull({ stepModule: "own.steps" })).step)).toEqual(["own.steps.pull_from_s3"]);
  expect((await pull({ connection: "team" }, config)).module).toBe("prefect_aws.deployments.steps");
  expect((await pull({ connection: pulumi.output("team") }, config)).module).toBe("syntask_aws.deployments.steps");
});
