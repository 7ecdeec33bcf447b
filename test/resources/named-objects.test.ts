import { tellOfMissing } from "../../sdk/src/resources/named-objects";
import { clientOf, server } from "../api/client-of";
import { routes } from "../support/routes";
import { json } from "../support/scripted-server";

const blocks = [{ name: "token", block_type: { slug: "secret" } }, { name: "odd" }];
const withFew = () =>
  clientOf(routes({ "POST /block_documents/filter": blocks, "POST /variables/filter": [{ name: "size" }] }));

type Naming = Parameters<typeof tellOfMissing>[0];

/** The names that are missed, each with its noun. */
async function missed(
  client: Awaited<ReturnType<typeof clientOf>> | undefined,
  news: Naming,
  olds: Naming = {},
  declared: string[] = [],
) {
  const said: string[] = [];
  await tellOfMissing(news, olds, {
    client,
    say: (line) => void said.push(line),
    isDeclared: (identity) => declared.includes(identity.join(" ")),
  });
  return said.map((line) => line.replace(/^names the (\w+) "(.+?)".*$/, "$1 $2"));
}

test.each<[string, unknown, string[]]>([
  ["a block", "{{ syntask.blocks.secret.none }}", ["block secret/none"]],
  ["a value of a block", "{{syntask.blocks.secret.none.key.other}}", ["block secret/none"]],
  ["a block that is there", "{{ syntask.blocks.secret.token }}", []],
  ["a variable in other text", "a {{ syntask.variables.none }} b", ["variable none"]],
  ["two variables", ["{{ syntask.variables.a }}", { x: "{{ syntask.variables.b }}" }], ["variable a", "variable b"]],
  ["a variable that is there", "{{ syntask.variables.size }}", []],
  [
    "a block and a variable",
    "{{ syntask.variables.v }}{{ syntask.blocks.secret.b }}",
    ["block secret/b", "variable v"],
  ],
  ["half a block", "{{ syntask.blocks.secret }}", []],
  ["a name of the other dialect", "{{ prefect.blocks.secret.a }} {{ prefect.variables.b }}", []],
  ["the environment and outputs", "{{ $HOME }} {{ step.bucket }}", []],
  [
    "a block in a step",
    [{ "a.pull_with_block": { block_type_slug: "s3-bucket", block_document_name: "none" } }],
    ["block s3-bucket/none"],
  ],
  ["half a step", [{ "a.pull_with_block": { block_type_slug: "s3-bucket" } }, { block_document_name: "x" }], []],
  ["no text", [null, 1, true, {}, []], []],
])("%s is looked for", async (_, worker, expected) => {
  expect(await missed(await withFew(), { worker })).toEqual(expected);
});

test("of parameters the variables that the server reads are looked for", async () => {
  const variable = (name: unknown, kind = "workspace_variable") => ({ __syntask_kind: kind, variable_name: name });
  const parameters = {
    a: [variable("none")],
    b: variable("size"),
    c: variable("other", "json"),
    d: variable(1),
    e: { __prefect_kind: "workspace_variable", variable_name: "theirs" },
    f: "{{ syntask.variables.text }}",
  };
  expect(await missed(await withFew(), { parameters })).toEqual(["variable none"]);
});

test("the line says what becomes of a run, and the name that is meant", async () => {
  const said: string[] = [];
  await tellOfMissing(
    { worker: ["{{ syntask.blocks.secret.tokn }}", "{{ syntask.variables.sice }}"] },
    {},
    {
      client: await withFew(),
      say: (line) => void said.push(line),
      isDeclared: () => false,
    },
  );
  const nowhere = "which is neither on the server nor, so far, declared by the program";
  expect(said).toEqual([
    `names the block "secret/tokn", ${nowhere}: runs fail without it; did you mean "secret/token"?`,
    `names the variable "sice", ${nowhere}: a worker puts an empty text in its place; did you mean "size"?`,
  ]);
});

test("nothing is asked for what was named before, what the program declares, or without a server", async () => {
  const client = await withFew();
  const worker = ["{{ syntask.blocks.secret.none }}", "{{ syntask.variables.none }}"];
  expect(await missed(client, { worker }, { worker })).toEqual([]);
  expect(await missed(client, { worker }, {}, ["block secret none", "Variable none"])).toEqual([]);
  expect(await missed(undefined, { worker })).toEqual([]);
  expect(server.received).toEqual([]);
});

test("one page of a kind is asked for, without secrets, and only of the kinds that are named", async () => {
  const client = await withFew();
  for (const name of ["a", "b"]) await missed(client, { worker: `{{ syntask.blocks.secret.${name} }}` });
  expect(server.received.map(({ method, path, body }) => [method, path, body])).toEqual([
    [
      "POST",
      "/block_documents/filter",
      { include_secrets: false, block_documents: { is_anonymous: { eq_: false } }, limit: 200, offset: 0 },
    ],
  ]);
});

test("where more than a page is there, those that are not on it are asked for by name", async () => {
  const page = Array.from({ length: 200 }, (_, index) => ({ name: `n${index}`, block_type: { slug: "secret" } }));
  const client = await clientOf((received, response) => {
    const { any_ } = (received.body as any).block_documents?.name ?? (received.body as any).variables?.name ?? {};
    const found = any_ ? [{ name: "old", block_type: { slug: "secret" } }] : page;
    json(200, received.method === "GET" ? "3.0.8" : found)(received, response);
  });
  const worker = ["n7", "old", "none"].flatMap((name) => [
    `{{ syntask.blocks.secret.${name} }}`,
    `{{ syntask.variables.${name} }}`,
  ]);
  expect(await missed(client, { worker })).toEqual(["block secret/none", "variable none"]);
  const asked = server.received.map(({ body }) => (body as any).block_documents?.name ?? (body as any).variables?.name);
  expect(asked).toEqual([undefined, { any_: ["old", "none"] }, undefined, { any_: ["old", "none"] }]);
});

test("a server that does not answer is not told of", async () => {
  expect(await missed(await clientOf(json(400, { detail: "no" })), { worker: "{{ syntask.variables.none }}" })).toEqual(
    [],
  );
});
