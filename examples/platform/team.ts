import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";

export interface TeamArgs {
  /** Flow runs of the team at one time. */
  concurrencyLimit: number;
}

export interface FlowArgs extends Pick<syntask.DeploymentArgs, "entrypoint" | "storage" | "schedules" | "parameters"> {
  /** Runs before the team's other flows. @default false */
  urgent?: boolean;
}

/** What every team of this company gets: a pool with an urgent queue, and flows that stop when they fail again and again. */
export class Team extends pulumi.ComponentResource {
  readonly pool: syntask.WorkPool;
  readonly #urgent: syntask.WorkQueue;

  constructor(
    private readonly name: string,
    { concurrencyLimit }: TeamArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:index:Team", name, {}, opts);
    this.pool = new syntask.WorkPool(name, { type: "process", concurrencyLimit }, { parent: this });
    this.#urgent = new syntask.WorkQueue(
      `${name}-urgent`,
      { name: "urgent", workPool: this.pool, priority: 1 },
      { parent: this },
    );
    this.registerOutputs({ pool: this.pool.name });
  }

  /** A deployment of the team. Three failures within an hour stop it until somebody has looked. */
  flow(name: string, { urgent = false, ...args }: FlowArgs): syntask.Deployment {
    const deployment = new syntask.Deployment(
      name,
      { ...args, workPool: this.pool, workQueue: urgent ? this.#urgent : "default", tags: [this.name] },
      { parent: this },
    );
    new syntask.Automation(
      `${name}-stop`,
      {
        description: `Stops ${name} after three failures within an hour.`,
        trigger: {
          type: "event",
          posture: "Reactive",
          expect: ["syntask.flow-run.Failed"],
          matchRelated: { "syntask.resource.id": pulumi.interpolate`syntask.deployment.${deployment.id}` },
          threshold: 3,
          within: 3600,
        },
        actions: [{ type: "pause-deployment", deployment }],
      },
      { parent: this },
    );
    return deployment;
  }
}
