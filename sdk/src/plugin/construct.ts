import * as pulumi from "@pulumi/pulumi";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { bindingSetting } from "../provider/binding.js";
import { withoutDefaults } from "../provider/component-args.js";
import type { FlowStorage } from "../storage/flow-storage.js";
import { componentOf } from "./component-classes.js";
import { openedArgs } from "./opened-args.js";

const { deserializeInputs } = require("@pulumi/pulumi/provider/server") as {
  deserializeInputs(inputs: unknown, dependencies: unknown): Promise<pulumi.Inputs>;
};
const runtimeConfig = require("@pulumi/pulumi/runtime/config") as {
  setAllConfig(config: Record<string, string>, secretKeys: string[]): void;
};
const settings = require("@pulumi/pulumi/runtime/settings") as typeof import("@pulumi/pulumi/runtime/settings") & {
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
};
const rpc = require("@pulumi/pulumi/runtime/rpc") as typeof import("@pulumi/pulumi/runtime/rpc");
const { withLocalStorage } = require("@pulumi/pulumi/runtime/state") as {
  withLocalStorage<T>(work: () => Promise<T>): Promise<T>;
};

/** A component that was made, as the engine is told of it. */
export interface Constructed {
  urn: string;
  /** Its outputs. */
  state: Record<string, unknown>;
  /** The resources that each output comes from, by their URNs. */
  dependencies: [output: string, urns: string[]][];
}

/** What goes wrong in no promise that anybody waits for ends all that is under way: it cannot be told whose it is. */
const underWay = new Set<(error: unknown) => void>();
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error) => {
    for (const fail of underWay) fail(error);
  });
}

/** What a component is made with, beside what the request says. */
export interface Surroundings {
  engineAddress: string;
  /** The provider's settings, as a stack's config has them. */
  config: Readonly<Record<string, string>>;
  /** Names of the component's outputs. */
  outputs: readonly string[];
}

/** Makes a component as a program would, for the program that has asked the engine for it. */
export function construct(request: ConstructRequest, surroundings: Surroundings): Promise<Constructed> {
  return withLocalStorage(async () => {
    let fail: (error: unknown) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    underWay.add(fail);
    try {
      return await Promise.race([made(request, surroundings), failed]);
    } finally {
      underWay.delete(fail);
    }
  });
}

async function made(request: ConstructRequest, { engineAddress, config, outputs }: Surroundings): Promise<Constructed> {
  settings.resetOptions(
    request.getProject(),
    request.getStack(),
    request.getParallel(),
    engineAddress,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await settings.awaitFeatureSupport();
  const ofStack = [...(request.getConfigMap().entries() as unknown as Iterable<[string, string]>)];
  // Where the component's objects go is for its provider to say, which may be another one than the stack's own.
  const others = ofStack.filter(([key]) => !key.startsWith("syntask:"));
  runtimeConfig.setAllConfig(
    { ...Object.fromEntries(others), ...config, [bindingSetting]: "plugin" },
    request.getConfigsecretkeysList(),
  );

  const type = request.getType();
  const Component = componentOf(type);
  const inputs = request.getInputs() ?? new Struct();
  const received = await deserializeInputs(inputs, request.getInputdependenciesMap());
  const sent = Object.entries(rpc.deserializeProperties(inputs)).map(([arg, value]) => [
    arg,
    rpc.unwrapRpcSecret(value),
  ]);
  const args = openedArgs(Component.args, received, Object.fromEntries(sent));
  const made = new Component(request.getName(), withoutDefaults(Component.args, args), optionsOf(request));
  const values = Object.fromEntries(outputs.map((name) => [name, outputOf(made, name)]));
  const [state, dependencies] = await rpc.serializeResourceProperties(`construct(${type})`, values);
  const constructed = {
    urn: await known(made.urn),
    state,
    dependencies: await Promise.all(
      [...dependencies].map(
        async ([name, resources]): Promise<[string, string[]]> => [
          name,
          await Promise.all([...resources].map(({ urn }) => known(urn))),
        ],
      ),
    ),
  };
  await settings.waitForRPCs();
  return constructed;
}

/** What a program in another language reads of a component. To a deployment there a storage is what it has for one. */
function outputOf(component: pulumi.Resource, name: string): unknown {
  if (name in component) return (component as unknown as pulumi.Inputs)[name];
  if (name !== "storage") return undefined;
  const { pullSteps, jobVariables, localFolder, mayDifferOnWorker } = component as unknown as FlowStorage;
  return { pullSteps, jobVariables, localFolder, mayDifferOnWorker };
}

const known = (output: pulumi.Output<string>): Promise<string> =>
  (output as unknown as { promise(): Promise<string> }).promise();

function optionsOf(request: ConstructRequest): pulumi.ComponentResourceOptions {
  const parent = request.getParent();
  const deletedWith = request.getDeletedwith();
  const providers = [...(request.getProvidersMap().entries() as unknown as Iterable<[string, string]>)];
  return {
    parent: parent ? new pulumi.DependencyResource(parent) : undefined,
    providers: Object.fromEntries(providers.map(([name, reference]) => [name, providerAt(reference)])),
    dependsOn: request.getDependenciesList().map((urn) => new pulumi.DependencyResource(urn)),
    aliases: request.getAliasesList().map((alias) => (alias.hasUrn() ? alias.getUrn() : aliasOf(alias.getSpec()!))),
    protect: request.getProtect(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    customTimeouts: request.getCustomtimeouts()?.toObject(),
    retainOnDelete: request.getRetainondelete(),
    deletedWith: deletedWith ? providerAt(deletedWith) : undefined,
  };
}

const providerAt = (reference: string): pulumi.ProviderResource => new pulumi.DependencyProviderResource(reference);

type AliasSpec = NonNullable<ReturnType<ReturnType<ConstructRequest["getAliasesList"]>[number]["getSpec"]>>;

function aliasOf(spec: AliasSpec): pulumi.Alias {
  const { name, type, project, stack, parenturn, noparent } = spec.toObject();
  const given = Object.entries({ name, type, project, stack }).filter(([, value]) => value !== "");
  const parent = noparent ? { parent: pulumi.rootStackResource } : parenturn ? { parent: parenturn } : {};
  return { ...Object.fromEntries(given), ...parent };
}
