import * as pulumi from "@pulumi/pulumi";
import * as core from "pulumi-syntask";
import * as aws from "pulumi-syntask/aws";
import * as azure from "pulumi-syntask/azure";
import * as docker from "pulumi-syntask/docker";
import * as gcp from "pulumi-syntask/gcp";
import * as kubernetes from "pulumi-syntask/kubernetes";
import { definitions } from "../../sdk/src/provider";
import type { Declared } from "../support/mocks";
import { ProgramFolder } from "./folder";
import { type Component, clouds, Programs, placesIn, textOf } from "./program";
import type { Sample } from "./sample";
import * as awsSamples from "./samples/aws";
import * as azureSamples from "./samples/azure";
import * as coreSamples from "./samples/core";
import * as dockerSamples from "./samples/docker";
import * as gcpSamples from "./samples/gcp";
import * as kubernetesSamples from "./samples/kubernetes";
import { sugar } from "./sugar";

const components = Object.entries({ ...core, ...aws, ...azure, ...docker, ...gcp, ...kubernetes }).filter(
  ([, { prototype }]: [string, any]) => prototype instanceof pulumi.ComponentResource,
) as unknown as [name: string, made: Component][];

const samples: Record<string, Sample<any>> = {
  ...coreSamples,
  ...awsSamples,
  ...azureSamples,
  ...dockerSamples,
  ...gcpSamples,
  ...kubernetesSamples,
};

test("every component has sample args", () => {
  expect(Object.keys(samples).sort()).toEqual(components.map(([name]) => name).sort());
});

describe.each(components.filter(([name]) => name in samples))("%s", (name, Component) => {
  const sample = samples[name]!;
  const args = Object.keys(Component.args);
  const programs = new Programs(Component, sample, args);
  let folder: ProgramFolder;
  let stop: (() => unknown) | undefined;

  beforeAll(async () => {
    folder = new ProgramFolder();
    stop = await sample.start?.();
  });
  afterAll(() => {
    stop?.();
    folder.remove();
  });

  const childrenIn = ({ declared }: { declared: Declared[] }) =>
    declared.filter((one) => one.name.startsWith("Flows-"));
  const children = async (): Promise<Declared[]> => (await programs.runs()).flatMap(childrenIn);

  test.each(args)("hands on `%s`", async (arg) => {
    const places = (await programs.runsOf(arg)).map(placesIn);
    expect(places.length).toBeGreaterThan(1);
    const results = places.map((one) => JSON.stringify(Object.entries(one).sort()));
    expect([...new Set(results)]).toEqual(results);
    expect(differences(places)).toMatchSnapshot();
  });

  test("gives its connection to each object on the server", async () => {
    const onServer = (await children()).filter(({ type }) => {
      const definition = definitions.get(type);
      return definition && definition.connect === undefined;
    });
    expect(onServer.filter(({ inputs }) => inputs.connection === undefined).map((one) => one.name)).toEqual([]);
    // That of a cluster takes no more than the key from it.
    expect(onServer.length > 0).toBe(args.includes("connection") && name !== "KubernetesInfrastructure");
  });

  if (args.includes("adopt")) {
    test("gives `adopt` to each object that can be taken over", async () => {
      const [adopting] = await programs.runsOf("adopt");
      const takers = childrenIn(adopting!).filter(({ type }) => {
        const definition = definitions.get(type);
        return definition && !definition.isEffect && (!definition.connect || definition.foresee);
      });
      expect(takers.map((one) => [one.name, one.inputs.adopt])).toEqual(takers.map((one) => [one.name, true]));
      expect(takers).not.toEqual([]);
    });
  }

  test("is the parent of all that it makes", async () => {
    for (const { declared } of await programs.runs()) {
      const own = declared.filter((one) => !one.name.startsWith("given"));
      expect(own.map((one) => [one.name, one.parent])).toEqual(
        own.map((one) => [one.name, one.name === "Flows" ? undefined : "Flows"]),
      );
    }
  });

  test("uses the providers that it is given", async () => {
    for (const run of await programs.runs()) {
      const used = childrenIn(run).map((one): [string, string | undefined] => [one.type, one.provider]);
      for (const [type, provider] of [...used, ...run.lookUps]) {
        const [cloud = ""] = type.split(":");
        if (clouds.includes(cloud)) expect([type, provider]).toEqual([type, `given-provider-${cloud}`]);
      }
    }
  });

  test("keeps what is secret encrypted, and out of its own inputs", async () => {
    for (const { declared, deployment, shown } of await programs.runs()) {
      for (const one of [...declared, ...(deployment ? [deployment] : [])])
        expect(`${one.name} ${one.text}`).not.toContain("hush");
      expect(shown).not.toContain("hush");
      expect(declared.find((one) => one.name === "Flows")!.inputs).toEqual({});
    }
  });

  const sugared = Object.entries(Component.args).filter(([, arg]) => arg.sugar);
  const inTwoWritings = Object.entries(sugar).filter(([place]) => place.startsWith(`${name}.`));

  test("has a writing for every language beside each that TypeScript has alone", () => {
    expect(inTwoWritings.map(([place]) => place).sort()).toEqual(sugared.map(([arg]) => `${name}.${arg}`).sort());
  });

  for (const [place, pairs] of inTwoWritings) {
    test(`makes the same of \`${place.split(".")[1]}\` in the writing of every language`, async () => {
      for (const [inTypeScript, inEveryLanguage, others = []] of pairs) {
        const both = [await programs.run(inTypeScript), await programs.run(inEveryLanguage)].map((run) => {
          const made = childrenIn(run).map(({ name: child, inputs, secrets }) => [child, inputs, secrets]);
          return meaningOf({
            made: made.sort(),
            told: Object.entries(run.outputs).filter(([output]) => !others.includes(output)),
          });
        });
        expect(both[0]!.made.length + both[0]!.told.length).toBeGreaterThan(0);
        expect(both[0]).toEqual(both[1]);
      }
    });
  }

  test("states what it waits for", async () => {
    const waits: Record<string, string[]> = {};
    for (const { name: child, dependsOn } of await children()) {
      if (dependsOn.length === 0) continue;
      const known = waits[shortName(child)] ?? [];
      waits[shortName(child)] = [...new Set([...known, ...dependsOn.map(shortName)])].sort();
    }
    expect(waits).toEqual(sample.waits);
  });

  test("hands on its options", async () => {
    const { declared } = await programs.withOptions(() => ({
      parent: new pulumi.ComponentResource("test:index:Parent", "parent"),
      dependsOn: [new pulumi.ComponentResource("test:index:Other", "other")],
      protect: true,
    }));
    const { parent, dependsOn, protect } = declared.find((one) => one.name === "Flows")!;
    expect({ parent, dependsOn, protect }).toEqual({ parent: "parent", dependsOn: ["other"], protect: true });
  });

  test("lets `transforms` reach each child", async () => {
    const transform: pulumi.ResourceTransform = ({ props, opts, name: child }) => {
      return { props: child === "Flows" ? props : { ...props, reached: child }, opts };
    };
    const run = await programs.withOptions(() => ({ transforms: [transform] }));
    expect(childrenIn(run).map(({ inputs }) => inputs.reached)).toEqual(childrenIn(run).map((one) => one.name));
    expect(childrenIn(run).length > 0).toBe(name !== "LocalFlowStorage");
  });

  if (!name.endsWith("Storage")) return;

  test("is waited for by a deployment, with all that it makes", async () => {
    for (const run of await programs.runs()) {
      if (run.refusal) continue;
      const made = childrenIn(run).map((one) => one.name);
      expect(run.deployment).toMatchObject({ dependsOn: ["Flows"], waitsFor: expect.arrayContaining(made) });
    }
  });
});

/** As a worker takes it: one package that a pull step requires is a list of one. */
const meaningOf = <Run>(run: Run): Run => JSON.parse(textOf(run).replaceAll(/"requires":("\w+")/g, '"requires":[$1]'));

/** The name of a child without the component's and without what stands for a rotation. */
const shortName = (name: string): string => name.replace("Flows-", "").replace(/-[0-9a-f]{8}$/, "");

/** Where some runs differ; a child that is not in all of them stands for its inputs. */
function differences(runs: Record<string, string>[]): string {
  const places = [...new Set(runs.flatMap(Object.keys))].sort();
  const differing = places.filter((place) => runs.some((one) => one[place] !== runs[0]![place]));
  return differing
    .filter((place) => !differing.includes(place.replace(/\.\w+$/, "")) || !/\.\w+$/.test(place))
    .join(", ");
}
