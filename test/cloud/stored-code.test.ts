import * as pulumi from "@pulumi/pulumi";
import { storageFolder } from "../../sdk/src/cloud/stored-code";
import { refuseFor } from "../../sdk/src/provider/refusal";

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
