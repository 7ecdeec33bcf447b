import { stripVTControlCharacters } from "node:util";
import { CountingProxy } from "../support/counting-proxy";
import { yamlProject } from "../support/languages";
import { raw, serverUrl, unique } from "../support/raw-api";
import { Stack } from "../support/stack";

const config = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
const name = unique("plugin");
const variableName = name.replaceAll("-", "_");

/** The lines in which a failed command says what is wrong, each once. */
const errors = (output: string) => [
  ...new Set(
    stripVTControlCharacters(output)
      .split("\n")
      .flatMap((line) => /\b[Ee]rror: (.*)/.exec(line)?.[1] ?? [])
      .filter((line) => !/^(update failed|preview failed)/.test(line)),
  ),
];
/** The lines that are marked as a change. In which order resources come is left to the engine. */
const marked = (output: string) =>
  output
    .split("\n")
    .filter((line) => /^\s*[~+-] /.test(line))
    .map((line) => line.trim())
    .sort();

describe("a program in YAML", () => {
  const program = ({ cron = "0 6 * * *", size = "1", password = "hush-one", more = "" } = {}) => `
resources:
  pool: { type: "syntask:WorkPool", properties: { name: ${name}, type: process } }
  fresh: { type: "syntask:Variable", properties: { name: ${variableName}, value: { "a.b": ${size}, same: 1 } } }
  secret: { type: "syntask:Secret", properties: { name: ${name}, value: { password: ${password}, user: me } } }
  nightly:
    type: syntask:Deployment
    properties:
      name: ${name}
      flow: ${name}
      entrypoint: etl.py:main
      pullSteps: [{ prefect.deployments.steps.set_working_directory: { directory: /flows } }]
      workPool: \${pool.name}
      schedules: [{ cron: "0 1 * * *" }, { cron: "${cron}", timezone: Europe/Berlin }]
${more}
`;
  let stack: Stack;
  const write = (...args: Parameters<typeof program>) => yamlProject(program(...args)).writeProgram(stack.folder);
  beforeAll(async () => {
    stack = await Stack.create({ project: yamlProject(program()), config });
    await stack.up();
  });
  afterAll(() => stack.remove());

  test("is unchanged, also after a refresh", async () => {
    await stack.preview("--expect-no-changes");
    await stack.refresh("--expect-no-changes");
    await stack.preview("--expect-no-changes", "--diff");
  });

  test("previews one line for each part that is edited, of which no line is the binding's and none shows a secret", async () => {
    await write({ cron: "0 7 * * *", size: "2", password: "hush-two" });
    const preview = await stack.preview("--diff");
    expect(marked(preview)).toMatchInlineSnapshot(`
[
  "~ 3 to update",
  "~ [1]: {",
  "~ a.b: 1 => 2",
  "~ cron: "0 6 * * *" => "0 7 * * *"",
  "~ schedules: [",
  "~ syntask:index:Deployment: (update)",
  "~ syntask:index:Secret: (update)",
  "~ syntask:index:Variable: (update)",
  "~ value: [secret] => [secret]",
  "~ value: {",
]
`);
    expect(preview).not.toContain("__provider");
    expect(preview).not.toContain("hush");
    await stack.up();
    await stack.preview("--expect-no-changes");
  });

  test("previews a value that is not known yet as such, alone", async () => {
    const more = `  other: { type: "syntask:Variable", properties: { name: ${variableName}_2, value: 1 } }\n`;
    await write({ cron: "0 7 * * *", size: `"\${other.id}"`, password: "hush-two", more });
    const preview = await stack.preview("--diff");
    expect(marked(preview)).toMatchInlineSnapshot(`
[
  "+ 1 to create",
  "+ syntask:index:Variable: (create)",
  "~ 1 to update",
  "~ a.b: 2 => [unknown]",
  "~ syntask:index:Variable: (update)",
  "~ value: {",
]
`);
    await write({ cron: "0 7 * * *", size: "2", password: "hush-two" });
  });

  test("finds what somebody has changed, alone, and what somebody has deleted", async () => {
    const { id } = await raw("GET", `/variables/name/${variableName}`);
    await raw("PATCH", `/variables/${id}`, { value: { "a.b": 3, same: 1 } });
    const preview = await stack.preview("--refresh", "--diff");
    expect(marked(preview)).toMatchInlineSnapshot(`
[
  "~ 1 to update",
  "~ a.b : 2 => 3",
  "~ a.b: 3 => 2",
  "~ pulumi:pulumi:Stack: (refresh)",
  "~ syntask:index:Variable: (refresh)",
  "~ syntask:index:Variable: (update)",
  "~ value: {",
  "~ value: {",
]
`);
    await stack.refresh();
    await stack.up();
    expect(await raw("GET", `/variables/${id}`)).toMatchObject({ value: { "a.b": 2 } });
    await raw("DELETE", `/variables/${id}`);
    await stack.refresh();
    expect(await stack.preview()).toContain("+ 1 to create");
    await stack.up();
  });

  test("keeps secrets encrypted, and destroys what it made", async () => {
    expect(await stack.state()).not.toContain("hush");
    await stack.destroy();
    await expect(raw("GET", `/variables/name/${variableName}`)).rejects.toThrow("404");
    await expect(raw("GET", `/work_pools/${name}`)).rejects.toThrow("404");
  });
});

describe("what is wrong is told in one line", () => {
  let stack: Stack;
  let proxy: CountingProxy;
  beforeAll(async () => {
    proxy = await CountingProxy.start(serverUrl());
    stack = await Stack.create({
      project: yamlProject("resources: {}\n"),
      config: { ...config, "syntask:apiUrl": proxy.url },
    });
  });
  afterAll(async () => {
    await stack.remove();
    await proxy.stop();
  });

  test.each([
    [
      "an input of another type",
      `pool: { type: "syntask:WorkPool", properties: { type: process, concurrencyLimit: many } }`,
      "syntask:index:WorkPool is not assignable from {type: string, concurrencyLimit: string}",
    ],
    [
      "an input that is missing",
      `pool: { type: "syntask:WorkPool", properties: { description: a } }`,
      "syntask:index:WorkPool is not assignable from {description: string}",
    ],
    [
      "an input that there is not",
      `pool: { type: "syntask:WorkPool", properties: { type: process, descripton: a } }`,
      "Property descripton does not exist on 'syntask:index:WorkPool'",
    ],
    [
      "a type that there is not",
      `pool: { type: "syntask:WorkPol", properties: { type: process } }`,
      'error resolving type of resource pool: unable to find resource type "syntask:WorkPol" in resource provider "syntask"',
    ],
    [
      "a name that names nothing of the kind",
      `nightly: { type: "syntask:Deployment", properties: { entrypoint: "a.py:b" }, options: { import: nightly } }`,
      'Preview failed: deployment "nightly": no object of this kind is called so; write <flow>/<name>, or the id that its page in the UI shows',
    ],
    [
      "a name that nothing has",
      `v: { type: "syntask:Variable", properties: { value: 1 }, options: { import: "nothing_has_it" } }`,
      'Preview failed: variable "nothing_has_it": there is none on PROXY (`syntask:apiUrl` in the stack\'s config); correct the name or the id',
    ],
    [
      "a cron that is none",
      `d: { type: "syntask:Deployment", properties: { entrypoint: "a.py:b", schedules: [{ cron: "every day" }] } }`,
      'syntask:index:Deployment resource \'d\' has a problem: `schedules[0].cron` "every day" has 2 fields; write five, such as "0 6 * * *" for 6:00 every day',
    ],
    [
      "a secret that cannot be right",
      `s: { type: "syntask:AwsCredentials", properties: { awsAccessKeyId: "AKIA", awsSecretAccessKey: { fn::secret: 17 } } }`,
      "syntask:index:AwsCredentials resource 's' has a problem: `awsSecretAccessKey` is no string; write it in quotes",
    ],
    [
      "a connection that only programs in TypeScript name",
      `v: { type: "syntask:Variable", properties: { value: 1, connection: prod } }`,
      "Property connection does not exist on 'syntask:index:Variable'",
    ],
    [
      "a URL of a provider that is none",
      `p: { type: "pulumi:providers:syntask", properties: { apiUrl: nowhere, apiKey: hush-key } }`,
      "pulumi:providers:syntask resource 'p' has a problem: \"nowhere\" (`apiUrl`) is not a URL; write it like http://127.0.0.1:4200/api",
    ],
    [
      "a dialect of a provider that is none",
      `p: { type: "pulumi:providers:syntask", properties: { dialect: airflow } }`,
      "pulumi:providers:syntask is not assignable from {dialect: string}",
    ],
    [
      "a setting of a provider that there is not",
      `p: { type: "pulumi:providers:syntask", properties: { apiUri: "http://a/api" } }`,
      "Property apiUri does not exist on 'pulumi:providers:syntask'",
    ],
  ])("%s", async (_, resource, line) => {
    await yamlProject(`resources:\n  ${resource}\n`).writeProgram(stack.folder);
    proxy.reset();
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).not.toContain("hush");
    expect(Object.keys(proxy.calls).filter((call) => !/^GET|filter/.test(call))).toEqual([]);
    expect(errors(output)).toEqual([line.replace("PROXY", proxy.url)]);
  });
});
