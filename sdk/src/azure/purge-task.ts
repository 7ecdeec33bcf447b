import { Task } from "@pulumi/azure-native/containerregistry";
import * as pulumi from "@pulumi/pulumi";

export interface PurgeSettings {
  resourceGroupName: pulumi.Input<string>;
  registryName: pulumi.Input<string>;
  /** Name of the image in the registry. */
  imageName: pulumi.Input<string>;
  /** How many tags stay. */
  keep: number;
}

const timeoutSeconds = 3600;

/** A task of the registry that deletes old tags each night, and what has no tag any more. */
export function createPurgeTask(name: string, settings: PurgeSettings, opts: pulumi.CustomResourceOptions): Task {
  const { resourceGroupName, registryName, imageName, keep } = settings;
  return new Task(
    name,
    {
      resourceGroupName,
      registryName,
      platform: { os: "Linux", architecture: "amd64" },
      step: {
        type: "EncodedTask",
        encodedTaskContent: pulumi
          .output(imageName)
          .apply((image) => Buffer.from(taskOf(image, keep)).toString("base64")),
      },
      timeout: timeoutSeconds,
      trigger: { timerTriggers: [{ name: "night", schedule: "0 3 * * *" }] },
    },
    opts,
  );
}

const taskOf = (image: string, keep: number): string =>
  [
    "version: v1.1.0",
    "steps:",
    `  - cmd: acr purge --filter '${image}:.*' --ago 1d --keep ${keep} --untagged`,
    "    disableWorkingDirectoryOverride: true",
    `    timeout: ${timeoutSeconds}`,
    "",
  ].join("\n");
