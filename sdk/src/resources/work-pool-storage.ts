import type * as pulumi from "@pulumi/pulumi";
import type { Need } from "../api/server-version.js";
import type { CheckFailures } from "../engine/check-failures.js";
import type { Json } from "../engine/definition.js";
import type { Wire } from "../engine/field.js";
import { isMapping } from "../engine/json.js";
import type { PullStep } from "../storage/flow-storage.js";
import { checkStep } from "../storage/pull-step-check.js";

/** A function with its arguments, as a program gives it. */
type Step = pulumi.Input<Record<string, pulumi.Input<Record<string, pulumi.Input<Json>>>>>;

/** Where a work pool stores the code of flows that are sent to it without a deployment, and the results of its runs. */
export interface WorkPoolStorageConfiguration {
  /**
   * The function that uploads the code of a flow, with its arguments, such as
   * `{ "prefect_aws.experimental.bundles.upload": { requires: "prefect-aws", bucket: "flows", aws_credentials_block_name: "flows" } }`.
   * @default left to the server
   */
  bundleUploadStep?: PullStep;
  /** The function by which a run gets that code, with its arguments. @default left to the server */
  bundleExecutionStep?: PullStep;
  /**
   * Id of the block document in which the runs of the pool store their results, unless their flow says it. Needs a server of
   * version 3.4.0 or later.
   * @default left to the server
   */
  defaultResultStorageBlockId?: string;
}

/** The same as a program gives it: each part may come later. */
export interface WorkPoolStorageConfigurationArgs {
  /** {@link WorkPoolStorageConfiguration.bundleUploadStep} */
  bundleUploadStep?: Step;
  /** {@link WorkPoolStorageConfiguration.bundleExecutionStep} */
  bundleExecutionStep?: Step;
  /** {@link WorkPoolStorageConfiguration.defaultResultStorageBlockId} */
  defaultResultStorageBlockId?: pulumi.Input<string>;
}

type Part = keyof WorkPoolStorageConfiguration;

const wireNames = {
  bundleUploadStep: "bundle_upload_step",
  bundleExecutionStep: "bundle_execution_step",
  defaultResultStorageBlockId: "default_result_storage_block_id",
} satisfies Record<Part, string>;

const parts = Object.keys(wireNames) as Part[];

export function checkStorageConfiguration(property: string, value: unknown, failures: CheckFailures): void {
  if (!isMapping(value))
    return failures.add(property, "is no mapping; write { bundleUploadStep, bundleExecutionStep }");
  for (const name of Object.keys(value)) {
    if (!parts.includes(name as Part)) failures.add(`${property}.${name}`, `is not known; write ${parts.join(", ")}`);
  }
  const { bundleUploadStep, bundleExecutionStep } = value as WorkPoolStorageConfiguration;
  for (const [name, step] of Object.entries({ bundleUploadStep, bundleExecutionStep })) {
    if (step !== undefined) checkStep(`${property}.${name}`, step, failures);
  }
}

export const storageNeeds = (value: WorkPoolStorageConfiguration | undefined): Need[] =>
  value?.defaultResultStorageBlockId === undefined
    ? []
    : [{ property: "storageConfiguration", which: "with `defaultResultStorageBlockId`", since: "3.4.0" }];

/** The parts that a program names; of a look-up all that are there. */
export function observedStorage(
  wire: Wire | null | undefined,
  { type, storageConfiguration: declared = {} }: { type?: string; storageConfiguration?: object },
): WorkPoolStorageConfiguration {
  const isLookUp = type === undefined;
  const there = parts.filter((part) => (isLookUp || part in declared) && (wire?.[wireNames[part]] ?? null) !== null);
  return Object.fromEntries(there.map((part) => [part, wire![wireNames[part]]]));
}

/** What is sent: what the server has of the parts that the program does not name, and none of those that it names no longer. */
export function storageToWrite(
  wire: Wire | null | undefined,
  olds: WorkPoolStorageConfiguration = {},
  news: WorkPoolStorageConfiguration = {},
): Wire {
  if (Object.keys(news).length === 0 && !wire) return {};
  const entries = parts.map((part) => {
    const kept = part in olds ? null : (wire?.[wireNames[part]] ?? null);
    return [wireNames[part], news[part] ?? kept] as const;
  });
  return { storage_configuration: Object.fromEntries(entries.filter(([, value]) => value !== null)) };
}
