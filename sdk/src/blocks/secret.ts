import { json } from "../engine/field.js";
import { type BlockArgsOf, type BlockClass, typedBlock } from "./typed-block.js";

const fields = {
  /** Any JSON value; secret. The server shows an object in clear to everybody who can read blocks, a text to nobody. */
  value: json({ required: true, secret: true }),
};

/** The args of {@link Secret}. */
export type SecretArgs = BlockArgsOf<typeof fields>;

const Base: BlockClass<typeof fields> = typedBlock({
  kind: "Secret",
  noun: "secret block",
  slug: "secret",
  fields,
});

/**
 * A secret value that pull steps and flows refer to.
 *
 * @example
 * ```ts
 * const token = new syntask.Secret("git-token", { value: config.requireSecret("gitToken") });
 * ```
 */
export class Secret extends Base {}
