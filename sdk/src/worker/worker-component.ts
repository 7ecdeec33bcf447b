import type * as pulumi from "@pulumi/pulumi";
import { SyntaskComponent } from "../provider/component.js";
import { WorkerOnline } from "./worker-online.js";
import type { WorkerProcess } from "./worker-process.js";

/** How many workers have to be online, and where their log is. */
interface Expected {
  replicas: pulumi.Input<number>;
  log: pulumi.Input<string>;
  connection: pulumi.Input<string> | undefined;
  /** What runs them. */
  dependsOn: pulumi.Resource[];
}

/** Base class of the components that run workers. */
export abstract class WorkerComponent extends SyntaskComponent {
  /** What the names of the workers are, or begin with; another one after each change of what they run with. */
  abstract readonly workerName: pulumi.Output<string>;
  /** Image of the workers. */
  abstract readonly image: pulumi.Output<string>;

  /** Lets the `up` wait until the workers are online. */
  protected awaitOnline(name: string, { workPool, workerName }: WorkerProcess, expected: Expected): void {
    const { replicas, log, connection, dependsOn } = expected;
    new WorkerOnline(
      `${name}-online`,
      { workPool, workerName, replicas, log, connection },
      { parent: this, dependsOn },
    );
  }
}
