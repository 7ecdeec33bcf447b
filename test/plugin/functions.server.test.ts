import { InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Functions } from "../../sdk/src/plugin/functions";
import { Received, structOf } from "../../sdk/src/plugin/properties";
import { readerOf } from "../../sdk/src/plugin/provider-config";
import { definitions } from "../../sdk/src/provider";
import { raw, serverUrl, unique } from "../support/raw-api";
import { SmallEngine } from "../support/small-engine";

const settings = { apiUrl: serverUrl(), dialect: "prefect" };
const functions = new Functions(definitions, () => readerOf(settings));

/** What the engine is told: the values that were found, or why there are none. */
async function asked(name: string, args: object) {
  const request = new InvokeRequest();
  request.setTok(`syntask:index:${name}`);
  request.setArgs(structOf(args));
  const response = await functions.invoke(request);
  const [failure] = response.getFailuresList();
  return { values: new Received(response.getReturn()), reason: failure?.getReason() };
}

test("a block is found with its reference, and with its data where that is asked for, as a secret", async () => {
  const name = unique("token");
  const block = new SmallEngine("Secret", { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" });
  await block.up({ name, value: "hush" });
  const id = block.stored!.id;
  const args = { typeSlug: "secret", name };
  const reference = `{{ prefect.blocks.secret.${name} }}`;
  const found = { id, documentId: id, typeSlug: "secret", name, reference };
  expect((await asked("getBlock", args)).values.values).toEqual(found);
  const { values } = await asked("getBlock", { ...args, includeData: true });
  expect(values.values).toEqual({ ...found, data: { value: "hush" } });
  expect(JSON.stringify(values.marked("data", values.values.data))).toContain("1b47061264138c4ac30d75fd1eb44270");
  await block.destroy();
});

test("a pool is found with all its values, and one that is not there is told of in one line", async () => {
  const { id, name } = await raw("POST", "/work_pools/", { name: unique("pool"), type: "process" });
  expect((await asked("getWorkPool", { name })).values.values).toMatchObject({ id, name, type: "process" });
  expect((await asked("getWorkPool", { name: "of-nobody" })).reason).toMatch(
    /^getWorkPool of "of-nobody": there is none on .*; make it first, or correct the name$/,
  );
});
