import type * as pulumi from "@pulumi/pulumi";
import { resolved } from "../support/mocks";
import { type Args, components, makeNothing } from "./components";

type Component = new (name: string, args: Args, opts?: pulumi.ComponentResourceOptions) => pulumi.ComponentResource;

/** What lies in users' state. A component that is renamed adds a line here. */
const renamed: [name: string, type: string, formerType: string, args: Args][] = [
  ["EcsInfrastructure", "syntask:aws:EcsInfrastructure", "syntask:aws:EcsRuntime", {}],
  ["CloudRunInfrastructure", "syntask:gcp:CloudRunInfrastructure", "syntask:gcp:CloudRunRuntime", {}],
  [
    "AzureContainerInstanceInfrastructure",
    "syntask:azure:AzureContainerInstanceInfrastructure",
    "syntask:azure:AzureContainerInstanceRuntime",
    { resourceGroupName: "flows" },
  ],
];

beforeAll(makeNothing);

test.each(renamed)("%s is what a stack has as %s or %s, beside what the program says that it was", async (...row) => {
  const [name, type, formerType, args] = row;
  const Component = components[name] as Component;
  const made = new Component("flows", args, { aliases: [{ name: "before" }] });
  const { __aliases: urns } = made as unknown as { __aliases: pulumi.Output<string>[] };
  expect(await Promise.all(urns.map(resolved))).toEqual([
    `urn:pulumi:stack::project::${formerType}::flows`,
    `urn:pulumi:stack::project::${type}::before`,
  ]);
});
