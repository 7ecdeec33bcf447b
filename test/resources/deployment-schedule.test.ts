import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { declare } from "../support/mocks";

const entrypoint = "etl.py:main";

test("a schedule of a deployment in the program has its id", async () => {
  const declared = await declare(() => {
    const deployment = new syntask.Deployment("nightly", { entrypoint });
    new syntask.DeploymentSchedule("month-end", { deployment, cron: "0 3 1 * *" });
  });
  expect(declared.find(({ name }) => name === "month-end")!.inputs).toEqual({
    deployment: "nightly-id",
    cron: "0 3 1 * *",
  });
});

test("a deployment that declares its schedules has no others: one beside them is refused", async () => {
  const make = () => {
    const deployment = new syntask.Deployment("nightly", { entrypoint, schedules: [] });
    new syntask.DeploymentSchedule("month-end", { deployment, cron: "0 3 1 * *" });
  };
  await declare(() => expect(make).toThrow(pulumi.RunError));
  await declare(() =>
    expect(make).toThrow(
      'DeploymentSchedule "month-end": its deployment declares `schedules`, which are all that it has then; leave them out there, or write this one among them.',
    ),
  );
});

test("a deployment of somebody else may have schedules of its own", async () => {
  const declared = await declare(() => {
    const deployment = syntask.Deployment.get("nightly", "0b5b7bd4-7d3a-4f4e-8f2c-7a1c1f1b2a3d");
    new syntask.DeploymentSchedule("month-end", { deployment, cron: "0 3 1 * *" });
  });
  expect(declared.map(({ name }) => name)).toEqual(["nightly", "month-end"]);
});

test("two equal schedules of one deployment are one, and refused", async () => {
  const twice = () => {
    for (const name of ["one", "two"]) new syntask.DeploymentSchedule(name, { deployment: "an-id", cron: "0 3 1 * *" });
  };
  await declare(() => expect(twice).toThrow("is declared by two resources of this program"));
});

test("deployments that run each other when they end are declared without a circle", async () => {
  const declared = await declare(() => {
    const [first, second] = ["first", "second"].map((name) => new syntask.Deployment(name, { entrypoint }));
    const runAfter = (deployment: syntask.Deployment, ended: syntask.Deployment) =>
      new syntask.Automation("run-next", {
        name: pulumi.interpolate`${deployment.name} after ${ended.name}`,
        trigger: {
          type: "event",
          posture: "Reactive",
          expect: ["syntask.flow-run.Completed"],
          matchRelated: { "syntask.resource.id": pulumi.interpolate`syntask.deployment.${ended.id}` },
        },
        actions: [{ type: "run-deployment", deployment }],
      });
    runAfter(first!, second!);
    runAfter(second!, first!);
  });
  const actions = declared
    .filter(({ type }) => type === "Automation")
    .map(({ inputs }) => inputs.actions[0].deployment);
  expect(actions.sort()).toEqual(["first-id", "second-id"]);
});
