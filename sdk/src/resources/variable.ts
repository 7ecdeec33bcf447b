import { path } from "../api/client.js";
import { type Need, serverTakes } from "../api/server-version.js";
import { checkVariableName } from "../checks/names.js";
import type { CheckFailures } from "../engine/check-failures.js";
import { collection } from "../engine/collection.js";
import type { Json } from "../engine/definition.js";
import { json, text, textSet } from "../engine/field.js";
import { type ArgsOf, type ResourceClass, resource } from "../provider/define-resource.js";

export const fields = {
  /**
   * Unique in the workspace: lowercase letters, digits and underscores, from 3.4.5 also dashes, at most 255. A change replaces the variable.
   * @default the resource's name
   */
  name: text({ namedLikeResource: true, naturalKey: true, replaceOnChanges: true }),
  /** Any JSON value of at most 5,000 bytes. Flows read it at run time; it is not secret. */
  value: json({ required: true, nullable: true, check: checkSize }),
  /** Tags to filter by in the UI. @default [] */
  tags: textSet({ default: [] }),
};

/** The args of {@link Variable}. */
export type VariableArgs = ArgsOf<typeof fields>;

const Base: ResourceClass<typeof fields> = resource({
  kind: "Variable",
  noun: "variable",
  fields,
  ...collection("/variables/", fields, { byKey: ({ name }) => path`/variables/name/${name}`, rows: "variables" }),

  async check({ name }, failures, { client, olds }) {
    if (name === undefined || name === olds?.name) return;
    const mayHaveDashes =
      name.includes("-") && client !== undefined && (await serverTakes(client, dashes).catch(() => false));
    checkVariableName("name", name, failures, { mayHaveDashes });
  },

  namesakes: async (client, { name }) => ({ name, others: await client.names("variables") }),
});

/**
 * A named JSON value that flows read at run time.
 *
 * @example
 * ```ts
 * new syntask.Variable("batch_size", { value: 500 });
 * ```
 */
export class Variable extends Base {}

/** In the names of variables. */
const dashes: Need = { since: "3.4.5" };

const maximumBytes = 5000;

function checkSize(property: string, value: Json, failures: CheckFailures): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= maximumBytes) return;
  const reason = `has ${bytes} bytes of JSON, and a variable holds at most ${maximumBytes}; shorten it or use a block`;
  failures.add(property, reason);
}
