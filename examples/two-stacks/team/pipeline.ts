import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

export interface PipelineArgs {
  /** The function of the flow, as `file.py:function`. */
  entrypoint: string;
  storage: syntask.FlowStorage;
  workPool: pulumi.Input<string>;
  workQueue: pulumi.Input<string>;
  /** Who answers for it. */
  team: string;
  /** Times of day, in Berlin, at which it runs. */
  times: { hour: number; minute?: number }[];
  /** Environment of its runs. @default none */
  environment?: Record<string, pulumi.Input<string>>;
}

/** What this team calls a pipeline: a flow with an owner, its deployment, a schedule for each time, and a stop after failures. */
export class Pipeline extends pulumi.ComponentResource {
  readonly deployment: syntask.Deployment;

  constructor(name: string, args: PipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("team:index:Pipeline", name, {}, opts);
    const { team, times, environment = {}, ...ofDeployment } = args;
    const tags = [`team:${team}`];
    const flow = new syntask.Flow(name, { tags }, { parent: this });
    this.deployment = new syntask.Deployment(
      name,
      { ...ofDeployment, flow, tags, jobVariables: { env: pulumi.output(environment) } },
      { parent: this },
    );
    for (const { hour, minute = 0 } of times) {
      new syntask.DeploymentSchedule(
        `${name}-${hour}-${minute}`,
        { deployment: this.deployment, cron: `${minute} ${hour} * * *`, timezone: "Europe/Berlin" },
        { parent: this },
      );
    }
    new syntask.Automation(
      `${name}-stop`,
      {
        description: `Stops ${name} after three failures within a day.`,
        trigger: {
          type: "event",
          posture: "Reactive",
          expect: ["syntask.flow-run.Failed"],
          matchRelated: { "syntask.resource.id": pulumi.interpolate`syntask.deployment.${this.deployment.id}` },
          threshold: 3,
          within: 86_400,
        },
        actions: [{ type: "pause-deployment", deployment: this.deployment }],
      },
      { parent: this },
    );
    this.registerOutputs({ deployment: this.deployment.id });
  }
}
