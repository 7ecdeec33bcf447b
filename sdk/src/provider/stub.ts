/** Prefix of the type of every resource. Part of users' state: never change it. */
export const typePrefix = "pulumi-nodejs:dynamic/syntask:";

/** Prefix of the type of every resource that is an object of a server, where a plugin serves it. Part of users' state: never change it. */
export const pluginTypePrefix = "syntask:index:";

/**
 * The input in which a program tells a plugin what it needs of the stack's config: the engine tells it nothing of other
 * packages. Part of users' state: never change it.
 */
export const configInput = "__config";

/**
 * The program text that Pulumi stores with every resource and runs to find the provider.
 *
 * Part of users' state: must load in every later release. `createRequire` of the working directory finds the package
 * in the program's `node_modules`, under any package manager, and by self-reference.
 */
export const stub = (kind: string): string =>
  `exports.handler = () => require("module").createRequire(process.cwd() + "/")("pulumi-syntask/provider").provider("${kind}");`;
