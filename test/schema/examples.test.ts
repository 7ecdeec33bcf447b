import { exampleText } from "../../scripts/schema/examples/examples";
import type { Schema } from "../../scripts/schema/examples/model";
import type { Properties, ResourceSpec } from "../../scripts/schema/spec";

const resource = (inputProperties: Properties, properties: Properties = {}): ResourceSpec => ({
  description: "",
  inputProperties,
  requiredInputs: [],
  properties,
  required: [],
});
const text = { type: "string" } as const;
const mapOfTexts = { type: "object", additionalProperties: text } as const;

const schema: Schema = {
  types: {
    "syntask:index:Access": { type: "string", enum: [{ value: "readWrite" }] },
    "syntask:index:Build": { type: "object", properties: { buildContext: text }, required: ["buildContext"] },
  },
  resources: {
    "syntask:index:Pool": resource({ type: text }, { name: text, names: { type: "array", items: text } }),
    "syntask:aws:Image": resource({
      access: { $ref: "#/types/syntask:index:Access" },
      build: { $ref: "#/types/syntask:index:Build" },
      pool: text,
      pullers: mapOfTexts,
      secret: text,
      labels: { type: "object", additionalProperties: { type: "array", items: text } },
      active: { type: "boolean" },
    }),
  },
  functions: {
    "syntask:index:getPool": {
      description: "",
      inputs: { properties: { poolName: text }, required: [] },
      outputs: { properties: {}, required: [] },
    },
  },
};

/** The blocks of an example, by their languages. */
function shown(code: string): Record<string, string> | undefined {
  const found = exampleText(code, schema, () => "name");
  if (found === undefined) return undefined;
  return Object.fromEntries(
    [...found.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].map(([, language, block]) => [language, block]),
  );
}

const placeholder = (path: string): string => `\${${path}}`;
const interpolated = `pulumi.interpolate\`id.${placeholder("pool.id")}\``;

const lines = (...all: string[]): string => all.join("\n");

test("an example is written in every language, with what each gives of a resource", () => {
  const blocks = shown(
    'const pool = new syntask.Pool("etl", { type: "docker" });\nnew Image("flows", { pool, active: true });',
  );
  expect(blocks).toEqual({
    typescript: lines(
      'import * as syntask from "@pulumi-syntask/syntask";',
      "",
      'const pool = new syntask.Pool("etl", { type: "docker" });',
      'new syntask.aws.Image("flows", { pool: pool.name, active: true });',
    ),
    python: lines(
      "import pulumi_syntask as syntask",
      "",
      'pool = syntask.Pool("etl", type="docker")',
      'syntask.aws.Image("flows", pool=pool.name, active=True)',
    ),
    yaml: lines(
      "resources:",
      "  pool:",
      "    type: syntask:Pool",
      "    name: etl",
      "    properties:",
      "      type: docker",
      "  flows:",
      "    type: syntask:aws:Image",
      "    properties:",
      `      pool: ${placeholder("pool.name")}`,
      "      active: true",
    ),
  });
});

test("what TypeScript writes in another form has the one that every language has", () => {
  const blocks = shown('new Image("flows", { access: "readWrite", build: "./flows", pullers: [role.arn] });')!;
  expect(blocks.typescript).toContain(
    '{\n    access: "readWrite",\n    build: { buildContext: "./flows" },\n    pullers: { role: role.arn },\n}',
  );
  expect(blocks.python).toContain("access=syntask.Access.READ_WRITE");
  expect(blocks.python).toContain('build={"build_context": "./flows"}');
  expect(blocks.python).toContain('pullers={"role": role.arn}');
});

test("a secret is one of the program's config, and a text has outputs in it", () => {
  const blocks = shown(
    `new Image("flows", { secret: config.requireSecret("key"), labels: { "a.b": ${interpolated} } });`,
  )!;
  expect(blocks.typescript).toContain("const config = new pulumi.Config();");
  expect(blocks.typescript).toContain(`{ "a.b": [${interpolated}] }`);
  expect(blocks.python).toContain('secret=config.require_secret("key")');
  expect(blocks.python).toContain('{"a.b": [pulumi.Output.concat("id.", pool.id)]}');
  expect(blocks.yaml).toContain("configuration:\n  key:\n    type: string\n    secret: true\n");
  expect(blocks.yaml).toContain(`- id.${placeholder("pool.id")}`);
});

test("a look-up is a function of each language", () => {
  const blocks = shown(
    'const pool = await syntask.getPool({ poolName: "etl" });\nnew Image("flows", { pool: pool.name });',
  )!;
  expect(blocks.typescript).toContain('const pool = syntask.getPoolOutput({ poolName: "etl" });');
  expect(blocks.python).toContain('pool = syntask.get_pool_output(pool_name="etl")');
  expect(blocks.yaml).toContain("variables:\n  pool:\n    fn::invoke:\n      function: syntask:getPool\n");
});

test.each([
  'new Image("flows", {}, { dependsOn: pool });',
  'new Image("flows", { unknown: 1 });',
  'const pool = new Pool("etl");\nnew Image("flows", { pullers: pool.names });',
  "console.log(1);",
])("what TypeScript alone can write is left out: %s", (code) => {
  expect(shown(code)).toBeUndefined();
});
