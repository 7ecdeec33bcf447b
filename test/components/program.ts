import * as pulumi from "@pulumi/pulumi";
import { Deployment, type FlowStorage } from "pulumi-syntask";
import type { ComponentArgs } from "../../sdk/src/provider/component-args";
import { askOverNetwork, type Declared, declare, resolved } from "../support/mocks";
import { heedTransforms } from "../support/transforms";
import type { Sample } from "./sample";

export interface Component {
  new (name: string, args: Record<string, unknown>, opts?: pulumi.ComponentResourceOptions): pulumi.ComponentResource;
  readonly args: ComponentArgs;
}

/** What came of a program with a component. */
export interface Run {
  /** The component, what it made, and what it was given. */
  declared: Declared[];
  /** A deployment of it, where it is a storage. */
  deployment: Declared | undefined;
  /** What it tells the program, by name. */
  outputs: Record<string, unknown>;
  /** What of that is not secret, as JSON. */
  shown: string;
  warnings: string[];
  /** What it looked up, and by which provider. */
  lookUps: [name: string, provider: string | undefined][];
  /** Why it was refused. */
  refusal: string;
}

type Variants = Record<string, [values: unknown[], others?: unknown]>;
type Options = () => pulumi.ComponentResourceOptions;

const connections = {
  "syntask-prod:apiUrl": "http://prod.invalid/api",
  "syntask-other:apiUrl": "http://other.invalid/api",
};

/** Programs with a component of the name "Flows", one for each value of each of its args. */
export class Programs {
  readonly #runs = new Map<string, Promise<Run[]>>();

  constructor(
    private readonly component: Component,
    private readonly sample: Sample<any>,
    private readonly args: readonly string[],
  ) {}

  /** One for each value of an arg, in the order of the sample. */
  runsOf(arg: string): Promise<Run[]> {
    const runs = this.#runs.get(arg) ?? this.#vary(arg);
    this.#runs.set(arg, runs);
    return runs;
  }

  async runs(): Promise<Run[]> {
    const all: Run[] = [];
    for (const arg of this.args) all.push(...(await this.runsOf(arg)));
    return all;
  }

  /** With all that it can make, made with options. */
  withOptions(opts: Options): Promise<Run> {
    return this.#run(this.sample.everything, { opts });
  }

  /** One with args, beside those that it needs. */
  run(args: () => Record<string, unknown>): Promise<Run> {
    return this.#run(args, {});
  }

  async #vary(arg: string): Promise<Run[]> {
    const { args, everything, refused = [] } = this.sample;
    const common = { adopt: [[true, undefined], everything], connection: [["prod", "other"], everything] } as Variants;
    const variants = (args as Variants)[arg] ?? common[arg];
    if (!variants) throw new Error(`the sample of ${this.component.name} has no values of \`${arg}\``);
    const [values, others] = variants;
    const runs: Run[] = [];
    for (const value of values) {
      const isRefused = refused.includes(arg) && value === values.at(-1);
      runs.push(await this.#run(() => ({ ...made(others), [arg]: made(value) }), { isRefused }));
    }
    return runs;
  }

  async #run(given: unknown, { opts, isRefused = false }: { opts?: Options; isRefused?: boolean }): Promise<Run> {
    const { needed, config, outputs, answers } = this.sample;
    const common = Object.entries({ connection: "prod", adopt: true }).filter(([name]) => this.args.includes(name));
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    let component: pulumi.ComponentResource | undefined;
    let refusal = "";
    const lookUps: Run["lookUps"] = [];
    const recorded = Object.entries(answers?.() ?? {}).map(([name, answer]) => [
      name,
      (provider: string | undefined) => {
        lookUps.push([name, provider]);
        return answer;
      },
    ]);
    const all = await declare(
      () => {
        askOverNetwork();
        heedTransforms();
        try {
          component = new this.component(
            "Flows",
            { ...Object.fromEntries(common), ...needed, ...made(given) },
            { providers: clouds.map((cloud) => new Provider(cloud)), ...opts?.() },
          );
        } catch (error) {
          if (!isRefused) throw error;
          refusal = (error as Error).message;
          return;
        }
        if (!("pullSteps" in component)) return;
        new Deployment("deployment", { entrypoint: "flows.etl", storage: component as unknown as FlowStorage });
      },
      { ...connections, ...config },
      outputs,
      Object.fromEntries(recorded),
    );
    const told = await outputsOf(component);
    const warnings = warn.mock.calls.map(([line]) => line).sort();
    warn.mockRestore();
    return {
      declared: all.filter(({ name }) => name !== "deployment"),
      deployment: all.find(({ name }) => name === "deployment"),
      outputs: Object.fromEntries(told.map(({ name, value }) => [name, value])),
      shown: textOf(told.filter(({ isSecret }) => !isSecret)),
      warnings,
      lookUps,
      refusal,
    };
  }
}

/** What the values of an arg lead to, by where: `child`, `child.input`, or what the component tells. */
export function placesIn({ declared, outputs, warnings, refusal }: Run): Record<string, string> {
  const ofChildren = declared.flatMap(({ name, inputs, secrets }) => [
    [name, "is there"],
    ...Object.entries(inputs).map(([input, value]) => [
      `${name}.${input}`,
      `${textOf(value)}${secrets.includes(input) ? " secret" : ""}`,
    ]),
  ]);
  const ofItself = Object.entries({ ...outputs, warnings, refusal }).map(([name, value]) => [name, textOf(value)]);
  return Object.fromEntries([...ofChildren, ...ofItself]);
}

/** Packages of clouds, of which each component is given a provider. */
export const clouds = ["aws", "azure-native", "docker", "gcp", "kubernetes"];

class Provider extends pulumi.ProviderResource {
  constructor(cloud: string) {
    super(cloud, `given-provider-${cloud}`);
  }
}

const made = (given: unknown): any => (typeof given === "function" ? given() : given);

export const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (pulumi.Resource.isInstance(inner) ? "(a resource)" : inner)) ?? "nothing";

async function outputsOf(component: pulumi.ComponentResource | undefined) {
  const told = Object.entries(component ?? {}).filter(([name]) => !/^(__|urn$)/.test(name));
  return Promise.all(
    told.map(async ([name, given]) => {
      const output = pulumi.output(given as object);
      return { name, value: await resolved(output), isSecret: await pulumi.isSecret(output) };
    }),
  );
}
