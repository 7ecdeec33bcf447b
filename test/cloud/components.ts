import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import * as aws from "pulumi-syntask/aws";
import * as azure from "pulumi-syntask/azure";
import * as docker from "pulumi-syntask/docker";
import * as gcp from "pulumi-syntask/gcp";
import * as kubernetes from "pulumi-syntask/kubernetes";
import type { ComponentArgs } from "../../sdk/src/provider/component-args";

export type Args = Record<string, unknown>;
export interface Component {
  new (name: string, args: Args): pulumi.ComponentResource;
  readonly args: ComponentArgs;
  readonly __pulumiType: string;
}

const isComponent = ([, value]: [string, unknown]): boolean =>
  typeof value === "function" && value.prototype instanceof pulumi.ComponentResource;

/** Every component of the package, by its name. */
export const components: Record<string, Component> = Object.fromEntries(
  [syntask, aws, azure, docker, gcp, kubernetes].flatMap((module) => Object.entries(module).filter(isComponent)),
) as never;

/** Nothing that is declared is ever made, so that no output is ever known. */
export const makeNothing = (): Promise<void> => {
  pulumi.runtime.setAllConfig({ "syntask:dialect": "syntask", "gcp:project": "team" });
  const never = new Promise<never>(() => {});
  return pulumi.runtime.setMocks({ newResource: () => never, call: () => never }, "project", "stack", false);
};

/** Why a component refuses args, as far as that can be seen before anything is made. */
export function refusalOf(component: string, args: Args, name = "flows"): string | undefined {
  try {
    new components[component]!(name, args);
    return undefined;
  } catch (error) {
    if (!(error instanceof pulumi.RunError)) throw error;
    return error.message;
  }
}
