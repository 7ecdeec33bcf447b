import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { components } from "../cloud/components";
import { schemaOf } from "../components/schema";

const folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-schema-"));
afterAll(() => rmSync(folder, { recursive: true }));

const tables = Object.fromEntries(
  Object.values(components).map(({ __pulumiType, args }) => [__pulumiType, args] as const),
);

/** What Pulumi says of a schema that it does not take. */
function faultsOf(schema: object): string {
  const file = join(folder, "schema.json");
  writeFileSync(file, JSON.stringify(schema));
  const path = [process.env.PULUMI_SYNTASK_PULUMI_BIN, process.env.PATH].filter(Boolean).join(delimiter);
  const environment = { ...process.env, PATH: path, PULUMI_HOME: folder, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { status, stdout, stderr } = spawnSync("pulumi", ["schema", "check", file], {
    encoding: "utf8",
    env: environment,
  });
  return status === 0 ? "" : stdout + stderr;
}

test("Pulumi takes the args of every component as a schema for all languages", () => {
  expect(Object.keys(tables)).toHaveLength(13);
  expect(faultsOf(schemaOf(tables))).toBe("");
});

test("a type that some language lacks is refused", () => {
  const args = { keep: { type: "union" as "string" } };
  expect(faultsOf(schemaOf({ "syntask:index:Other": args }))).toContain("union");
});
