import * as pulumi from "@pulumi/pulumi";

/** A resource that a program declared, as the engine would have got it. */
export interface Declared {
  type: string;
  name: string;
  inputs: Record<string, any>;
  /** Names of the inputs that are secret. */
  secrets: string[];
  /** Names that it had before. */
  formerNames: string[];
  ignoreChanges: string[];
  /** All that is not secret, at any depth, as JSON. */
  text: string;
}

const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const signatureKey = "4dabf18193072939515e22adb298388d";

/**
 * Runs a program against Pulumi's mocks and returns what it declared. Nothing is sent anywhere.
 *
 * @param outputs what a cloud adds to what the program gave
 * @param answers what a cloud answers to look-ups, by their names
 */
export async function declare(
  program: () => unknown,
  config: Record<string, string> = {},
  outputs: (declared: Declared) => Record<string, unknown> = () => ({}),
  answers: Record<string, Record<string, unknown>> = {},
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
          formerNames: [],
          ignoreChanges: [],
          text: plainText(own),
        };
        declared.push(resource);
        return { id: id || `${name}-id`, state: { ...own, ...outputs(resource) } };
      },
      call: ({ token, inputs }) => answers[token] ?? inputs,
    },
    "project",
    stack,
    false,
  );
  const options = new Map<string, pulumi.CustomResourceOptions>();
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ name, opts }) => void options.set(name, opts));
    program();
  });
  await pulumi.runtime.disconnect();
  for (const resource of declared) {
    const { aliases = [], ignoreChanges = [] } = options.get(resource.name) ?? {};
    const names = aliases.map((alias) => resolved((alias as pulumi.Alias).name ?? ""));
    Object.assign(resource, { ignoreChanges, formerNames: await Promise.all(names) });
  }
  return declared.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

/** The value of an output. */
export const resolved = <T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> =>
  new Promise((resolve) => {
    pulumi.output(output).apply((value) => resolve(value as pulumi.Unwrap<T>));
  });

const plainText = (inputs: object): string =>
  JSON.stringify(inputs, (_, value) => (value?.[signatureKey] === secretSignature ? "[secret]" : value));

function unwrapped(value: any): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value[signatureKey] === secretSignature) return unwrapped(value.value);
  if (Array.isArray(value)) return value.map(unwrapped);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}
