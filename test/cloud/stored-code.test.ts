import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type StoredCode, storageFolder, storeCode } from "../../sdk/src/cloud/stored-code";
import { refuseFor } from "../../sdk/src/provider/refusal";
import { declare, resolved } from "../support/mocks";

const refuse = refuseFor("GcsFlowStorage", "flows");
const promiseOf = (folder: pulumi.Output<string>) => (folder as unknown as { promise(): Promise<string> }).promise();

test.each([
  ["etl", "etl/"],
  ["./team//etl/", "team/etl/"],
  ["", ""],
  ["..etl", "..etl/"],
])("the folder %j is %j as workers want it", async (given, folder) => {
  expect(await promiseOf(storageFolder(given, refuse))).toBe(folder);
});

test("a folder that leads upwards is refused before anything is made", () => {
  const make = () => storageFolder("etl/..", refuse);
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow('GcsFlowStorage "flows": `folder` "etl/.." leads upwards; write a folder without "..".');
});

test("what a cloud refuses besides is refused as well", () => {
  const make = () => storageFolder("etl*", refuse, (folder) => `"${folder}" holds a pattern`);
  expect(make).toThrow('`folder` "etl*" holds a pattern.');
});

test("a folder that is an output is checked when it is known", async () => {
  expect(await promiseOf(storageFolder(pulumi.output("./team"), refuse))).toBe("team/");
});

describe("the code of a storage", () => {
  const source = "examples/quickstart/flows";

  async function store(args: Parameters<typeof storeCode>[1]) {
    let stored!: StoredCode;
    const declared = await declare(() => {
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
      const bucket = new pulumi.ComponentResource("test:index:Bucket", "bucket");
      const place = { store: "gcs" as const, location: { bucket: "flows" }, folder: pulumi.output("etl/") };
      stored = storeCode("flows", args, place, { parent, dependsOn: bucket });
    });
    const { inUse, localFolder, code } = stored;
    const byName = Object.fromEntries(declared.map((resource) => [resource.name, resource]));
    return { inUse: await resolved(inUse), localFolder, code, byName };
  }

  test("is what somebody else puts there, where there is no source", async () => {
    const { inUse, localFolder, code, byName } = await store({});
    expect([inUse, localFolder, code]).toEqual(["etl/", undefined, undefined]);
    expect(Object.keys(byName).sort()).toEqual(["bucket", "parent"]);
  });

  test("is uploaded when the store is ready", async () => {
    const { inUse, localFolder, code, byName } = await store({ source, ignore: ["*.md"], adopt: true });
    expect([inUse, localFolder]).toEqual(["etl/", resolve(source)]);
    expect(pulumi.resourceName(code!)).toBe("flows-code");
    expect(byName["flows-code"]).toMatchObject({
      parent: "parent",
      dependsOn: ["bucket"],
      inputs: { store: "gcs", location: { bucket: "flows" }, folder: "etl/", source, ignore: ["*.md"], adopt: true },
    });
  });

  test("is where a variable of the storage's own says, with releases", async () => {
    const { inUse, byName } = await store({ source, releases: true, adopt: true, connection: "team" });
    expect(inUse).toMatch(/^etl\/\{\{ syntask\.variables\.\w+ \}\}$/);
    const [variable] = Object.values(byName).filter(({ type }) => type === "Variable");
    expect(variable).toMatchObject({ parent: "parent", inputs: { adopt: true, connection: "team" } });
  });
});
