import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFlow } from "../../sdk/src/python/flow";
import { collections, plainTypes } from "../../sdk/src/python/type-schemas";

const file = join(__dirname, "signatures.py");
const source = readFileSync(file, "utf8");
const functions = [...source.matchAll(/^ *@(?:prefect\.)?(?:flow|job).*\n *(?:async )?def (\w+)/gm)].map(
  ([, name]) => name!,
);
let computed: Record<string, { name: string; description: string | null; schema: object }>;

/** What the real library makes of the same file. */
beforeAll(() => {
  const python = process.env.PULUMI_SYNTASK_PYTHON;
  if (!python) throw new Error("no Python: run the tests with `npm test`");
  const home = mkdtempSync(join(tmpdir(), "pulumi-syntask-signatures-"));
  const { status, stdout, stderr } = spawnSync(join(python, "python"), [join(__dirname, "compute_flows.py"), file], {
    encoding: "utf8",
    env: { ...process.env, PREFECT_HOME: home, DO_NOT_TRACK: "1" },
  });
  rmSync(home, { recursive: true, force: true });
  if (status !== 0) throw new Error(stderr);
  computed = JSON.parse(stdout);
});

test("every type that has a schema of its own is in the file", () => {
  const names = [...Object.keys(plainTypes), ...Object.keys(collections)].map((name) => name.split(".").at(-1)!);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
});

test("every flow of the file is compared", () => {
  expect(Object.keys(computed).sort()).toEqual([...functions].sort());
  expect(functions.length).toBeGreaterThanOrEqual(45);
});

test.each(functions)("what is read of %s is what Prefect computes", (name) => {
  const read = readFlow(source, name, "signatures.py")!;
  const { schema, ...rest } = computed[name]!;
  expect({ name: read.name, description: read.description ?? null }).toEqual(rest);
  expect(read.parameterOpenApiSchema).toEqual(schema);
});
