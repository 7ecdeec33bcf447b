import type { Client } from "../api/client.js";
import { pageSize } from "../api/collection.js";
import type { DialectName } from "../api/dialect.js";
import { blockIdentity, documentPaths, documentPathsOf } from "../blocks/block-document.js";
import { nearest } from "../checks/nearest.js";
import { placeholdersIn, targetOf } from "../checks/placeholders.js";
import type { CheckContext } from "../engine/definition.js";

/** A block or a variable that inputs name, and that is looked up when a flow runs. */
interface NamedObject {
  noun: "block" | "variable";
  /** Its name; a block's stands behind the slug of its type: `secret/token`. */
  name: string;
  /** What becomes of a run without it. */
  without: string;
}

/** The names of the first page, and those of a list that the server has. */
interface Names {
  first(client: Client): Promise<string[]>;
  among(client: Client, names: readonly string[]): Promise<string[]>;
}

const names: Record<NamedObject["noun"], Names> = {
  block: { first: documentPaths, among: documentPathsOf },
  variable: {
    first: async (client) => (await client.names("variables")).names,
    async among(client, given) {
      const rows = await client.filter<{ name: string }>("variables", { name: { any_: given } });
      return rows.map(({ name }) => name);
    },
  },
};

/** Values in which objects are named. */
interface Naming {
  /** What a worker reads: pull steps, job variables. */
  worker?: unknown;
  /** Parameters, whose variables the server reads. */
  parameters?: unknown;
}

/**
 * Tells of blocks and variables that inputs name and that are neither on the server nor declared by the program. It is no
 * fault, as another stack or a person may make them before the run. Nothing is asked for those that the inputs had before.
 */
export async function tellOfMissing(
  inputs: Naming,
  olds: Naming,
  { client, say, isDeclared }: Pick<CheckContext<any>, "client" | "say" | "isDeclared">,
): Promise<void> {
  if (!client) return;
  const before = new Set(namedBy(olds, client.dialect.name).map(keyOf));
  const open = namedBy(inputs, client.dialect.name).filter(
    (named) => !before.has(keyOf(named)) && !isDeclared(identityOf(named)),
  );
  for (const noun of ["block", "variable"] as const) {
    const ofNoun = open.filter((named) => named.noun === noun);
    // What goes wrong with the look is not told: nothing hangs on it.
    const { missing, known } = await missingAmong(client, noun, ofNoun).catch(() => ({ missing: [], known: [] }));
    for (const { name, without } of missing) {
      say(
        `names the ${noun} "${name}", which is neither on the server nor, so far, declared by the program: ${without}${nearest(name, known)}`,
      );
    }
  }
}

async function missingAmong(client: Client, noun: NamedObject["noun"], named: readonly NamedObject[]) {
  if (named.length === 0) return { missing: [], known: [] };
  const known = await names[noun].first(client);
  const missing = named.filter(({ name }) => !known.includes(name));
  if (missing.length === 0 || known.length < pageSize) return { missing, known };
  const asked = missing.map(({ name }) => name);
  const further = await names[noun].among(client, asked);
  return { missing: missing.filter(({ name }) => !further.includes(name)), known };
}

const keyOf = ({ noun, name, without }: NamedObject): string => JSON.stringify([noun, name, without]);

function identityOf({ noun, name }: NamedObject): readonly unknown[] {
  if (noun === "variable") return ["Variable", name];
  const [slug, document] = name.split("/");
  return blockIdentity(slug, document);
}

const namedBy = ({ worker, parameters }: Naming, dialect: DialectName): NamedObject[] => [
  ...everyPart(worker).flatMap((part) =>
    typeof part === "string" ? namedByText(part, dialect) : namedByPullWithBlock(part),
  ),
  ...everyPart(parameters).flatMap((part) => variableOfParameter(part, dialect)),
];

/** A value and all that is in it, at any depth. */
function everyPart(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return [value, ...Object.values(value).flatMap(everyPart)];
}

const failing = "runs fail without it";

/** Source: `docs/server-rules.md`, "Entrypoints and pull steps". */
function namedByText(text: string, dialect: DialectName): NamedObject[] {
  return placeholdersIn(text).flatMap((placeholder): NamedObject[] => {
    const { kind, name } = placeholder;
    if (!name.startsWith(`${dialect}.`)) return [];
    if (kind === "variable") {
      return [{ noun: "variable", name: targetOf(placeholder), without: "a worker puts an empty text in its place" }];
    }
    const [, , slug, document] = name.split(".");
    return kind === "block" && slug && document
      ? [{ noun: "block", name: `${slug}/${document}`, without: failing }]
      : [];
  });
}

/** The step `pull_with_block` has the parts of the name as arguments. */
function namedByPullWithBlock(part: unknown): NamedObject[] {
  const { block_type_slug: slug, block_document_name: document } = (part ?? {}) as Record<string, unknown>;
  const isNamed = typeof slug === "string" && typeof document === "string";
  return isNamed ? [{ noun: "block", name: `${slug}/${document}`, without: failing }] : [];
}

/** A parameter whose value the server reads from a variable when it makes a run. */
function variableOfParameter(part: unknown, dialect: DialectName): NamedObject[] {
  const { [`__${dialect}_kind`]: kind, variable_name: name } = (part ?? {}) as Record<string, unknown>;
  const isVariable = kind === "workspace_variable" && typeof name === "string";
  return isVariable ? [{ noun: "variable", name, without: failing }] : [];
}
