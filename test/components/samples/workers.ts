import { WorkPool } from "pulumi-syntask";
import type { Declared } from "../../support/mocks";
import { digest } from "../sample";

/** Values of what the workers of every platform are given alike. */
export const workerArgs = {
  workPool: [["given", () => new WorkPool("given-pool", { type: "process" })]],
  workQueues: [[["urgent"], ["urgent", "late"], undefined]],
  limit: [[4, undefined]],
  image: [[`registry.example.com/worker@${digest}`, undefined]],
  packages: [[["prefect-aws==0.5.0"], undefined]],
  apiUrl: [["https://server.example.com/api", undefined]],
  apiKey: [["hush", undefined]],
  environment: [[{ SIZE: "2" }, undefined]],
  secrets: [[{ TOKEN: "hush" }, undefined]],
  verify: [[false, undefined]],
} satisfies Record<string, [values: unknown[]]>;

/** A server that others can reach. */
export const workerConfig = { "syntask:apiUrl": "http://server.invalid/api", "syntask:apiKey": "hush" };

/** What the server says of new workers. */
export function workerOutputs({ type, inputs }: Declared): Record<string, unknown> {
  if (type !== "WorkerRevision") return {};
  const { worker, image = "synopkg/syntask:3.0.8-python3.12", packages = [] } = inputs;
  return { workerName: `${worker}-0123abcd`, workerImage: image, workerPackages: packages };
}
