import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A resource that a program declared, as the engine would have got it. */
export interface Declared {
  type: string;
  name: string;
  inputs: Record<string, any>;
  /** Names of the inputs that are secret. */
  secrets: string[];
  /** Name of its parent; none is the stack itself. */
  parent?: string;
  parentType?: string;
  /** Names of what the program says that it waits for. */
  dependsOn: string[];
  /** Names of all that it waits for, as its inputs make it too. */
  waitsFor: string[];
  /** Names that it had before. */
  formerNames: string[];
  /** Types that it had before. */
  formerTypes: string[];
  ignoreChanges: string[];
  protect: boolean;
  /** Name of the provider that the program says; none is the stack's own. */
  provider?: string;
  /** Names of the outputs that are secret, whatever a provider says of them. */
  secretOutputs: string[];
  /** All that is not secret, at any depth, as JSON. */
  text: string;
}

/** What a cloud answers to a look-up. */
type Answer = Record<string, unknown>;

const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const signatureKey = "4dabf18193072939515e22adb298388d";

/** Pulumi's SDK takes a stack for each promise that it makes, and Jest maps every frame of it to the sources. */
Error.stackTraceLimit = 3;

/**
 * Runs a program against Pulumi's mocks and returns what it declared. Nothing is sent anywhere.
 *
 * @param outputs what a cloud adds to what the program gave
 * @param answers what a cloud answers to look-ups, by their names; a function is told the name of the provider that is asked
 */
export async function declare(
  program: () => unknown,
  config: Record<string, string> = {},
  outputs: (declared: Declared) => Record<string, unknown> = () => ({}),
  answers: Record<string, Answer | ((provider: string | undefined) => Answer)> = {},
  stack = "stack",
): Promise<Declared[]> {
  const declared: Declared[] = [];
  pulumi.runtime.setAllConfig({ "syntask:dialect": "syntask", ...config });
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, id }) {
        const { __provider, ...own } = inputs;
        const secrets = Object.keys(own).filter((key) => own[key]?.[signatureKey] === secretSignature);
        const plain = unwrapped(own) as Record<string, any>;
        const resource: Declared = {
          type: type.replace("pulumi-nodejs:dynamic/syntask:", ""),
          name,
          inputs: plain,
          secrets,
          dependsOn: [],
          waitsFor: [],
          formerNames: [],
          formerTypes: [],
          ignoreChanges: [],
          protect: false,
          secretOutputs: [],
          text: plainText(own),
        };
        declared.push(resource);
        return { id: id || `${name}-id`, state: { ...own, ...outputs(resource) } };
      },
      call({ token, inputs, provider }) {
        const answer = answers[token] ?? inputs;
        return typeof answer === "function" ? answer(providerIn(provider)) : answer;
      },
    },
    "project",
    stack,
    false,
  );
  recordRegistrations(declared);
  const options = new Map<string, pulumi.CustomResourceOptions>();
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ name, opts }) => void options.set(name, opts));
    program();
  });
  await pulumi.runtime.disconnect();
  for (const resource of declared) {
    const { aliases = [], dependsOn, ignoreChanges = [], protect = false } = options.get(resource.name) ?? {};
    const former = aliases as pulumi.Alias[];
    Object.assign(resource, {
      ignoreChanges,
      protect,
      formerNames: await allOf(former.map(({ name }) => name)),
      formerTypes: await allOf(former.map(({ type }) => type)),
      dependsOn: await namesIn(dependsOn),
    });
  }
  return declared.filter(({ type }) => type !== stackType);
}

/** Called in a program, has it ask registries and servers as it does under an engine, though its resources are mocked. */
export function askOverNetwork(): void {
  const monitor = pulumi.runtime.getMonitor() as object;
  // To the package only an instance of their class is mocks.
  Object.setPrototypeOf(monitor, Object.create(null, Object.getOwnPropertyDescriptors(MockMonitor.prototype)));
}

/** The value of an output. What fails in it fails the test that asks for it. */
export const resolved = <T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> =>
  (pulumi.output(output) as unknown as { promise(): Promise<pulumi.Unwrap<T>> }).promise();

/** Those of some texts that are there. */
const allOf = (texts: (pulumi.Input<string> | undefined)[]): Promise<string[]> =>
  Promise.all(texts.filter((text) => text !== undefined).map((text) => resolved(text)));

const stackType = "pulumi:pulumi:Stack";

/** Mocks tell the inputs of a resource alone; the rest is in what the program sends to the engine. */
function recordRegistrations(declared: Declared[]): void {
  const monitor = pulumi.runtime.getMonitor() as any;
  for (const method of ["registerResource", "readResource"]) {
    const register = monitor[method].bind(monitor);
    monitor[method] = (request: any, answer: unknown) => {
      const place = declared.length;
      const registered = register(request, answer);
      const parent: string = request.getParent();
      Object.assign(declared[place]!, {
        ...(parent &&
          !parent.includes(`::${stackType}::`) && {
            parent: nameIn(parent),
            parentType: typeIn(parent),
          }),
        waitsFor: request.getDependenciesList().map(nameIn),
        provider: providerIn(request.getProvider()),
        secretOutputs: request.getAdditionalsecretoutputsList(),
      });
      return registered;
    };
  }
}

/** The name that ends a URN. */
const nameIn = (urn: string): string => urn.split("::").at(-1)!;

/** Before it is the type of a resource, after those of its parents. */
const typeIn = (urn: string): string => urn.split("::").at(-2)!.split("$").at(-1)!;

/** A reference to a provider is its URN and its id. */
const providerIn = (reference: string | undefined): string | undefined => reference?.split("::").at(-2);

async function namesIn(dependsOn: pulumi.CustomResourceOptions["dependsOn"]): Promise<string[]> {
  const known = await resolved(dependsOn as pulumi.Input<pulumi.Resource | pulumi.Resource[] | undefined>);
  const urns = [known ?? []].flat().map((resource) => resolved((resource as unknown as pulumi.Resource).urn));
  return (await Promise.all(urns)).map(nameIn);
}

const plainText = (inputs: object): string =>
  JSON.stringify(inputs, (_, value) => (value?.[signatureKey] === secretSignature ? "[secret]" : value));

function unwrapped(value: any): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value[signatureKey] === secretSignature) return unwrapped(value.value);
  if (Array.isArray(value)) return value.map(unwrapped);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}
