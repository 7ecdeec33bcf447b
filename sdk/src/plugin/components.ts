import { createRequire } from "node:module";
import { type ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { faultOfMissing } from "../checks/optional-package.js";
import { pluginTypePrefix } from "../provider/stub.js";
import { bundles, findIn, type Modules, type Require, runBundle } from "./bundles.js";
import { structOf } from "./properties.js";

type Surroundings = import("./construct.js").Surroundings;
type Construct = typeof import("./construct.js").construct;

/** Makes a component. What that takes is loaded now and not before: most programs have none. */
export async function constructComponent(
  request: ConstructRequest,
  provider: Omit<Surroundings, "outputs">,
): Promise<ConstructResponse> {
  const type = request.getType();
  const { resources } = require("../../schema.json") as { resources: Record<string, { properties?: object }> };
  const outputs = Object.keys(resources[type]?.properties ?? {});
  const construct = type.startsWith(pluginTypePrefix) ? withOwnSdk() : withPackagesOf(type);
  const { urn, state, dependencies } = await construct(request, { ...provider, outputs });
  const response = new ConstructResponse();
  response.setUrn(urn);
  response.setState(structOf(state));
  for (const [output, urns] of dependencies) {
    const of = new ConstructResponse.PropertyDependencies();
    of.setUrnsList(urns);
    response.getStatedependenciesMap().set(output, of);
  }
  return response;
}

/** The SDK that is part of the executable. */
const withOwnSdk = once(() => {
  const modules = runBundle<Modules>(bundles().sdk, findIn(sharedModules()));
  return constructWith(findIn({ ...sharedModules(), ...modules }));
});

/** The package that makes the resources of each module's components. */
const packagesOf: Record<string, string> = {
  aws: "@pulumi/aws",
  azure: "@pulumi/azure-native",
  docker: "@pulumi/docker",
  gcp: "@pulumi/gcp",
  kubernetes: "@pulumi/kubernetes",
};

const besideClouds = new Map<string, Construct>();

/** The packages of a cloud make their resources with the SDK that they find, and components have to use that very one. */
function withPackagesOf(type: string): Construct {
  const [, module = "", name] = type.split(":");
  const cloud = packagesOf[module];
  if (cloud === undefined) throw new Error(`there is no component ${type}`);
  if (faultOfMissing({ name: cloud, user: type }) !== undefined) {
    throw new Error(
      `${name} makes resources with a package that is not there; run \`npm install ${cloud}\` in the folder of the program`,
    );
  }
  const findSdk = createRequire(require.resolve(cloud));
  const sdk = findSdk.resolve("@pulumi/pulumi");
  const known = besideClouds.get(sdk);
  if (known) return known;
  const isOfSdk = (one: string) => /^@pulumi\/pulumi(\/|$)/.test(one);
  const others = findIn(sharedModules());
  const made = constructWith((one) => (isOfSdk(one) ? findSdk(one) : others(one)));
  besideClouds.set(sdk, made);
  return made;
}

const constructWith = (find: Require): Construct =>
  runBundle<{ construct: Construct }>(bundles().components, find).construct;

const sharedModules = (): Modules => require("./shared-modules.js") as Modules;

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
