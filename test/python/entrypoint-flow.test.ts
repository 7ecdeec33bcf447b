import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { lookAtEntrypoint } from "../../sdk/src/python/entrypoint-flow";
import { declare } from "../support/mocks";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-entrypoints-"));
  mkdirSync(join(folder, "jobs"));
  writeFileSync(
    join(folder, "jobs/etl.py"),
    `from syntask import flow, task
from other import imported
from functools import cache
import helpers

@flow(name="Nightly run")
def main(day: str, size: int = 3):
    """Moves the data."""

@task
def load(): pass

@cache
def cached(): pass

def plain(): pass

class Loader: pass

assigned = main.with_options(name="x")
one, two = helpers.flows()

@flow(name=helpers.name())
def computed(): pass
`,
  );
  writeFileSync(join(folder, "growing.py"), growing());
  writeFileSync(join(folder, "none.py"), "def main(): pass\n");
  writeFileSync(join(folder, "star.py"), "from flows import *\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A default that is a list of lists of lists: few lines, and more values than fit anywhere. */
function growing(): string {
  const lists = Array.from({ length: 10 }, (_, level) => `L${level + 1} = [${`L${level}, `.repeat(12)}]`);
  return `from syntask import flow\nL0 = [1]\n${lists.join("\n")}\n@flow\ndef main(rows: list = L9, few: list = L1): pass\n`;
}

describe("an entrypoint", () => {
  test("leaves a default out that grows without end", () => {
    const { properties } = lookAtEntrypoint(folder, "growing.py:main").flow!.parameterOpenApiSchema as any;
    expect(properties.few.default).toEqual(Array.from({ length: 12 }, () => [1]));
    expect(properties.rows).not.toHaveProperty("default");
  });

  test("gives the flow's name, description and parameters", () => {
    expect(lookAtEntrypoint(folder, "jobs/etl.py:main").flow).toMatchObject({
      name: "Nightly run",
      description: "Moves the data.",
      parameterOpenApiSchema: { required: ["day"], properties: { size: { type: "integer", default: 3 } } },
    });
  });

  test.each([
    ["jobs/etl.py:mian", "jobs/etl.py has no flow 'mian'; did you mean 'main'?"],
    ["jobs/etl.py:something", "jobs/etl.py has no flow 'something'; it has 'main', 'computed'"],
    [
      "jobs/etl.py:plain",
      "jobs/etl.py has no flow 'plain': the function is not decorated with @flow; did you mean 'main'?",
    ],
    ["jobs/etl.py:load", "jobs/etl.py has no flow 'load': the function is a task; it has 'main', 'computed'"],
    ["jobs/etl.py:Loader", "jobs/etl.py has no flow 'Loader': it is a class"],
    ["none.py:other", "none.py has no flow 'other'; it has no flow at all"],
    ["elt.py:main", /^there is no elt\.py in .*; did you mean jobs\/etl\.py\?$/],
  ])("%s is refused", (entrypoint, message) => {
    expect(() => lookAtEntrypoint(folder, entrypoint)).toThrow(message);
  });

  test.each([
    ["an import", "jobs/etl.py:imported"],
    ["a call", "jobs/etl.py:assigned"],
    ["one of several values", "jobs/etl.py:one"],
    ["an unknown decorator", "jobs/etl.py:cached"],
    ["a name that is computed", "jobs/etl.py:computed"],
    ["an import of everything", "star.py:main"],
    ["a module that is not there", "jobs.other.main"],
  ])("of %s is left to the worker", (_, entrypoint) => {
    expect(lookAtEntrypoint(folder, entrypoint).flow).toBeUndefined();
  });

  test("is not looked for in a folder that is not on this machine", () => {
    expect(lookAtEntrypoint("/not/on/this/machine", "etl.py:main").flow).toBeUndefined();
    expect(lookAtEntrypoint(undefined, "etl.py:main").flow).toBeUndefined();
  });
});

describe("a deployment", () => {
  const deployment = async (args: Partial<syntask.DeploymentArgs>) => {
    const declared = await declare(() => {
      const storage = new syntask.LocalFlowStorage("flows", { path: folder });
      new syntask.Deployment("nightly", { entrypoint: "jobs/etl.py:main", storage, ...args });
    });
    return declared.find(({ type }) => type === "Deployment")!.inputs;
  };

  test("takes from the code what its args leave out", async () => {
    expect(await deployment({})).toMatchObject({
      flow: "Nightly run",
      description: "Moves the data.",
      parameterOpenApiSchema: { title: "Parameters", required: ["day"] },
    });
  });

  test("takes what its args say", async () => {
    const parameterOpenApiSchema = { title: "Mine" };
    const args = { flow: "my-flow", description: "mine", parameterOpenApiSchema };
    expect(await deployment(args)).toMatchObject(args);
  });

  test("has the function's name for its flow's where the code does not tell", async () => {
    const { flow, description } = await deployment({ entrypoint: "jobs/etl.py:computed" });
    expect({ flow, description }).toEqual({ flow: "computed", description: undefined });
  });

  const made = (entrypoint: pulumi.Input<string>) => () =>
    new syntask.Deployment("nightly", {
      entrypoint,
      storage: new syntask.LocalFlowStorage("flows", { path: relative(process.cwd(), folder) }),
    });

  test("is refused by its name where the code has no such flow", async () => {
    let refusal: unknown;
    await declare(() => {
      try {
        made("jobs/etl.py:mian")();
      } catch (error) {
        refusal = error;
      }
    });
    expect(refusal).toEqual(
      new pulumi.RunError(`Deployment "nightly": jobs/etl.py has no flow 'mian'; did you mean 'main'?`),
    );
  });

  test("is not looked for where an output names the function", async () => {
    const declared = await declare(made(pulumi.output("jobs/etl.py:mian")));
    expect(declared.find(({ type }) => type === "Deployment")!.inputs).toMatchObject({ flow: "mian" });
  });
});
