import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

let stack: Stack;
const pool = unique("used");
const type = "pulumi-nodejs:dynamic/syntask:WorkPool";
const refusal =
  `work pool "${pool}": is used by deployment "theirs", which would have no pool then; move it to a pool of another name, ` +
  "or run `pulumi up` with `forceDestroy: true` on this one first";

beforeAll(async () => {
  stack = await Stack.create({
    program: `new syntask.WorkPool("${pool}", { type: "process" });`,
    config: { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" },
  });
  await stack.up();
  const { id } = await raw("POST", "/flows/", { name: pool });
  await raw("POST", "/deployments/", { name: "theirs", flow_id: id, work_pool_name: pool, entrypoint: "a.py:main" });
});
afterAll(async () => {
  await raw("DELETE", `/work_pools/${pool}`);
  await stack.remove();
});

/** Lines of a command's output in which a text stands, without what tells how far it is. */
const linesWith = (text: string, output: string) =>
  output.split("\n").flatMap((line) => (line.includes(text) ? line.replace(/ \(\d+s\)/, "").trim() : []));

test("a deletion that is refused is told of once: by the engine, in its row and among its diagnostics", async () => {
  const { code, output } = await stack.run("destroy", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(linesWith("is used by", output)).toEqual([
    `-  ${type} ${pool} deleting error: ${refusal}`,
    `-  ${type} ${pool} **deleting failed** error: ${refusal}`,
    `error: ${refusal}`,
  ]);
});

test("so is a refresh without a server", async () => {
  await stack.expect("config", "set", "syntask:apiUrl", "http://127.0.0.1:9/api");
  const { code, output } = await stack.run("refresh", "--yes", "--skip-preview", "--run-program");
  await stack.expect("config", "set", "syntask:apiUrl", serverUrl());
  expect(code).not.toBe(0);
  expect(
    linesWith("no server answers", output).filter((line) => !line.includes(`error: work pool "${pool}": `)),
  ).toEqual([]);
});
