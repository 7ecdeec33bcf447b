import type * as pulumi from "@pulumi/pulumi";
import type { ComponentArgs } from "../provider/component-args.js";

interface ComponentClass {
  new (name: string, args: any, opts?: pulumi.ComponentResourceOptions): pulumi.ComponentResource;
  readonly args: ComponentArgs;
}

/** The modules of the package, by their names in the types of components. Those of a cloud need the cloud's packages. */
const modules: Record<string, () => object> = {
  index: () => require("../index.js"),
  aws: () => require("../aws/index.js"),
  azure: () => require("../azure/index.js"),
  docker: () => require("../docker/index.js"),
  gcp: () => require("../gcp/index.js"),
  kubernetes: () => require("../kubernetes/index.js"),
};

/**
 * The class of a component, loaded now.
 *
 * @param type such as `syntask:aws:S3FlowStorage`
 */
export function componentOf(type: string): ComponentClass {
  const [, module = "", name = ""] = type.split(":");
  const component = (modules[module]?.() as Record<string, ComponentClass> | undefined)?.[name];
  if (!component) throw new Error(`there is no component ${type}`);
  return component;
}
