import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerVersion } from "../../sdk/src/api/server-version";
import { readFlow } from "../../sdk/src/python/flow";
import { schemaOfVersion } from "../../sdk/src/python/schema-versions";

const folder = join(__dirname, "../python");
const file = join(folder, "signatures.py");
export const signatures = readFileSync(file, "utf8");
const functions = [...signatures.matchAll(/^ *@(?:prefect\.)?(?:flow|job).*\n *(?:async )?def (\w+)/gm)].map(
  ([, name]) => name!,
);

/** What the real library of a version makes of every flow of a file is what is read of its source. */
export function testPythonFlows(library: () => { python: string; version: ServerVersion }): void {
  let computed: Record<string, { name: string; description: string | null; schema: object }>;

  beforeAll(() => {
    const home = mkdtempSync(join(tmpdir(), "pulumi-syntask-signatures-"));
    const python = join(library().python, "python");
    const { status, stdout, stderr } = spawnSync(python, [join(folder, "compute_flows.py"), file], {
      encoding: "utf8",
      env: { ...process.env, PREFECT_HOME: home, DO_NOT_TRACK: "1" },
    });
    rmSync(home, { recursive: true, force: true });
    if (status !== 0) throw new Error(stderr);
    computed = JSON.parse(stdout);
  });

  test("every flow of the file is compared", () => {
    expect(Object.keys(computed).sort()).toEqual([...functions].sort());
    expect(functions.length).toBeGreaterThanOrEqual(45);
  });

  test.each(functions)("what is read of %s is what Prefect computes", (name) => {
    const read = readFlow(signatures, name, "signatures.py")!;
    const { schema, ...rest } = computed[name]!;
    expect({ name: read.name, description: read.description ?? null }).toEqual(rest);
    expect(schemaOfVersion(library().version, read.versionedSchema)).toEqual(schema);
  });
}
