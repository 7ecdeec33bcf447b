import { type Policies, validateResourceOfType, validateStackResourcesOfType } from "@pulumi/policy";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as syntask from "pulumi-syntask";
import * as aws from "pulumi-syntask/aws";
import * as azure from "pulumi-syntask/azure";
import * as docker from "pulumi-syntask/docker";
import * as gcp from "pulumi-syntask/gcp";
import * as kubernetes from "pulumi-syntask/kubernetes";
import { definitions } from "../../sdk/src/provider";
import { typePrefix } from "../../sdk/src/provider/stub";
import { messages, server } from "../support/policy-pack";

/** A class as a policy pack takes it. */
interface TypedClass {
  new (name: string, args: any, ...rest: any[]): any;
  readonly __pulumiType: string;
  isInstance(value: unknown): boolean;
}

const exported = Object.entries({ ...syntask, ...aws, ...azure, ...docker, ...gcp, ...kubernetes }) as [string, any][];
const classes = exported.filter(([, one]) => typeof one.__pulumiType === "string") as [string, TypedClass][];
const own = classes.filter(([name]) => name !== "BlockResource" && name !== "SyntaskResource");

test("kinds and components have one type each, and components are among them", () => {
  const types = own.map(([, { __pulumiType }]) => __pulumiType);
  expect([...new Set(types)]).toEqual(types);
  const components = types.filter((type) => !type.startsWith(typePrefix));
  expect(components.sort()).toMatchInlineSnapshot(`
[
  "syntask:aws:EcrFlowStorage",
  "syntask:aws:EcsInfrastructure",
  "syntask:aws:EcsWorker",
  "syntask:aws:S3FlowStorage",
  "syntask:azure:AcrFlowStorage",
  "syntask:azure:AzureBlobFlowStorage",
  "syntask:azure:AzureContainerInstanceInfrastructure",
  "syntask:azure:ContainerAppWorker",
  "syntask:docker:DockerFlowStorage",
  "syntask:docker:DockerWorker",
  "syntask:gcp:ArtifactRegistryFlowStorage",
  "syntask:gcp:CloudRunInfrastructure",
  "syntask:gcp:CloudRunWorker",
  "syntask:gcp:GcsFlowStorage",
  "syntask:index:GitFlowStorage",
  "syntask:index:LocalFlowStorage",
  "syntask:index:SyntaskProject",
  "syntask:kubernetes:KubernetesInfrastructure",
  "syntask:kubernetes:KubernetesWorker",
]
`);
  const kinds = types.filter((type) => type.startsWith(typePrefix)).map((type) => type.slice(typePrefix.length));
  expect([...definitions.keys()]).toEqual(expect.arrayContaining(kinds));
});

const properties = Struct.fromJavaScript({ type: "process" }) as never;

/** One policy for each class. */
const policies: Policies = own.map(([name, Class]) => ({
  name,
  description: "Tells of each.",
  enforcementLevel: "mandatory",
  validateResource: validateResourceOfType(Class, (_, args, report) => report(`${name} finds ${args.name}`)),
}));

describe.each(own)("%s", (name, Class) => {
  test("is what a policy of its class validates, and no other policy does", async () => {
    const request = new analyzer.AnalyzeRequest();
    request.setType(Class.__pulumiType);
    request.setName("etl");
    request.setProperties(properties);
    request.setOptions(new analyzer.AnalyzerResourceOptions());
    expect(await messages(server.makeAnalyzeRpcFun, policies, request)).toEqual([
      expect.stringContaining(`${name} finds etl`),
    ]);
  });

  test("tells its resources by their type, without the class at hand", () => {
    const { isInstance } = Class;
    expect(own.filter(([, { __pulumiType }]) => isInstance({ __pulumiType })).map(([found]) => found)).toEqual([name]);
    for (const value of [undefined, null, "text", {}, { __pulumiType: 1 }]) expect(isInstance(value)).toBe(false);
  });
});

test("a policy over the whole stack has the resources of a class", async () => {
  const request = new analyzer.AnalyzeStackRequest();
  for (const Class of [syntask.WorkPool, syntask.Variable]) {
    const resource = new analyzer.AnalyzerResource();
    resource.setType(Class.__pulumiType);
    resource.setProperties(properties);
    resource.setOptions(new analyzer.AnalyzerResourceOptions());
    request.addResources(resource);
  }
  const count: Policies = [
    {
      name: "count",
      description: "Counts pools.",
      enforcementLevel: "mandatory",
      validateStack: validateStackResourcesOfType(syntask.WorkPool, (pools, _, report) =>
        report(`${pools.length} of type ${pools[0]!.type}`),
      ),
    },
  ];
  expect(await messages(server.makeAnalyzeStackRpcFun, count, request)).toEqual([
    expect.stringContaining("1 of type process"),
  ]);
});

describe("a value that is told apart is typed", () => {
  const value: unknown = { __pulumiType: syntask.WorkPool.__pulumiType, type: "process" };

  test("as a resource", () => {
    expect(syntask.WorkPool.isInstance(value) && value.type).toBe("process");
    expect(syntask.Flow.isInstance(value) && value.tags).toBe(false);
  });

  test("as a component", () => {
    expect(aws.S3FlowStorage.isInstance(value) && value.bucket).toBe(false);
  });
});

test("a block of any type is told from other resources", () => {
  const block = { __pulumiType: syntask.Secret.__pulumiType, documentId: "1", reference: "2" };
  expect(
    [block, { ...block, __pulumiType: "aws:s3/bucket:Bucket" }, { __pulumiType: block.__pulumiType }, undefined].map(
      (value) => syntask.BlockResource.isInstance(value),
    ),
  ).toEqual([true, false, false, false]);
});
