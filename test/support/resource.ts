import { raw, serverUrl } from "./raw-api";
import { SmallEngine } from "./small-engine";

type Properties = Record<string, any>;

/** A resource of a kind, on the test server. */
export const resource = (kind: string, config: Record<string, string> = {}): SmallEngine =>
  new SmallEngine(kind, { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect", ...config });

/** A resource that was made from inputs. */
export async function made(kind: string, inputs: Properties): Promise<SmallEngine> {
  const engine = resource(kind);
  await engine.up(inputs);
  return engine;
}

/** The line in which an operation fails. */
export const failureOf = (operation: Promise<unknown>): Promise<string> =>
  operation.then(
    () => {
      throw new Error("it succeeded");
    },
    (error: Error) => error.message,
  );

/** The flow run that the server makes of a deployment when asked to. */
export const createRun = (deploymentId: string): Promise<{ id: string }> =>
  raw("POST", `/deployments/${deploymentId}/create_flow_run`, {});
