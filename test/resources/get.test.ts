import type * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { type Declared, declare, resolved } from "../support/mocks";

const id = "0b5b7bd4-7d3a-4f4e-8f2c-7a1c1f1b2a3d";

interface ObjectClass {
  readonly __pulumiType: string;
  get(name: string, id: pulumi.Input<string>, opts?: object): pulumi.CustomResource;
}

/** Every class of objects of the server. */
const classes = Object.entries(syntask).filter(
  ([, exported]) => "definition" in exported && "get" in exported,
) as unknown as [string, ObjectClass][];

test("every class whose objects are on the server can get one", () => {
  const others = Object.entries(syntask).filter(([, exported]) => "definition" in exported && !("get" in exported));
  expect(others.map(([name]) => name).sort()).toEqual([
    "FlowCode",
    "FlowRun",
    "GitAccessCheck",
    "LocalWorker",
    "ReleasePruning",
    "WorkerOnline",
    "WorkerRevision",
  ]);
  expect(classes.length).toBeGreaterThan(25);
});

describe.each(classes)("%s", (_, Class) => {
  /** What is declared by getting one, and what the resource then shows. */
  async function got(
    server: Record<string, unknown>,
    opts?: object,
  ): Promise<{ declared: Declared; resource: pulumi.CustomResource & Record<string, pulumi.Output<unknown>> }> {
    let resource: any;
    const config = { "syntask-prod:apiUrl": "http://prod.invalid/api" };
    const [declared] = await declare(
      () => {
        resource = Class.get("existing", id, opts);
      },
      config,
      () => server,
    );
    return { declared: declared!, resource };
  }

  test("says nothing of it but its connection", async () => {
    const parent = { parent: undefined, connection: "prod" };
    const { declared, resource } = await got({}, parent);
    expect(declared.inputs).toEqual({ connection: "prod" });
    expect(await resolved(resource.id)).toBe(id);
    expect((await got({})).declared.inputs).toEqual({});
  });

  test("shows what the server has", async () => {
    const { definition } = Class as unknown as { definition: { properties: string[]; outputs?: string[] } };
    const server = Object.fromEntries(
      [...definition.properties, ...(definition.outputs ?? [])].map((name) => [name, `the server's ${name}`]),
    );
    const { resource } = await got(server);
    for (const [name, value] of Object.entries(server)) {
      expect([name, await resolved(resource[name]!)]).toEqual([name, value]);
    }
  });
});

test("two of one name are no conflict: neither is made by this program", async () => {
  const declared = await declare(() => {
    syntask.WorkPool.get("one", id);
    syntask.WorkPool.get("two", id);
    new syntask.WorkPool("three", { name: "etl", type: "process" });
  });
  expect(declared.map(({ name }) => name)).toEqual(["one", "two", "three"]);
});

test("a block that is got has its reference, its document's id and its secrets", async () => {
  let secret!: syntask.Secret;
  let block!: syntask.Block;
  const [{ secretOutputs } = { secretOutputs: [] }] = await declare(
    () => {
      secret = syntask.Secret.get("token", id);
      block = syntask.Block.get("alerts", id);
    },
    {},
    ({ name }) =>
      name === "token" ? { name: "git-token", value: "hush" } : { name: "alerts", typeSlug: "slack-webhook" },
  );
  expect(await resolved(secret.reference)).toBe("{{ syntask.blocks.secret.git-token }}");
  expect(await resolved(block.reference)).toBe("{{ syntask.blocks.slack-webhook.alerts }}");
  expect(await resolved(secret.documentId)).toBe(id);
  expect(secretOutputs).toEqual(["value"]);
});

test("a deployment that is got has the URL of its page", async () => {
  let deployment!: syntask.Deployment;
  const config = { "syntask:apiUrl": "http://server.invalid/api" };
  await declare(() => {
    deployment = syntask.Deployment.get("nightly", id);
  }, config);
  expect(await resolved(deployment.url)).toBe(`http://server.invalid/deployments/deployment/${id}`);
});

test("a pool that is got has its place in a deployment, a policy in an automation", async () => {
  const declared = await declare(
    () => {
      const workPool = syntask.WorkPool.get("pool", id);
      const deployment = syntask.Deployment.get("nightly", id);
      new syntask.Deployment("weekly", { entrypoint: "etl.py:main", workPool });
      new syntask.Automation("again", {
        trigger: { type: "event", posture: "Reactive", expect: ["syntask.flow-run.Failed"] },
        actions: [{ type: "run-deployment", deployment }],
      });
    },
    {},
    ({ name }) => (name === "pool" ? { name: "etl" } : {}),
  );
  expect(declared.find(({ name }) => name === "weekly")!.inputs.workPool).toBe("etl");
  expect(declared.find(({ name }) => name === "again")!.inputs.actions[0].deployment).toBe(id);
});
