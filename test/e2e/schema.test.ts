import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "pulumi-syntask-schema-"));
afterAll(() => rmSync(folder, { recursive: true }));

const committed = readFileSync(resolve(__dirname, "../../sdk/schema.json"), "utf8");

/** What Pulumi says of a schema that it does not take. */
function faultsOf(schema: string): string {
  const file = join(folder, "schema.json");
  writeFileSync(file, schema);
  const path = [process.env.PULUMI_SYNTASK_PULUMI_BIN, process.env.PATH].filter(Boolean).join(delimiter);
  const environment = { ...process.env, PATH: path, PULUMI_HOME: folder, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { status, stdout, stderr } = spawnSync("pulumi", ["schema", "check", file], {
    encoding: "utf8",
    env: environment,
  });
  return status === 0 ? stderr : stdout + stderr;
}

test("Pulumi takes the package's schema, and has nothing to say of it", () => {
  expect(faultsOf(committed)).toBe("");
});

test("a type that some language lacks is refused", () => {
  const schema = JSON.parse(committed);
  schema.resources["syntask:index:Flow"].inputProperties.name.type = "union";
  expect(faultsOf(JSON.stringify(schema))).toContain("union");
});

test("a reference that leads nowhere is refused", () => {
  expect(faultsOf(committed.replaceAll("#/types/syntask:index:Schedule", "#/types/syntask:index:Nothing"))).toContain(
    "syntask:index:Nothing",
  );
});
