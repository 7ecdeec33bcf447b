import { mask } from "../resources/masked.js";
import { Expression, type Value } from "./exported-object.js";

/** Collects the config that a program needs for secrets, as no secret is ever read. */
export class Secrets {
  readonly keys: string[] = [];

  /** Reads a secret from the stack's config: text, or JSON where the server has more than a text. */
  require(shown: Value, ...words: string[]): Expression {
    const key = words
      .join("-")
      .split(/[^A-Za-z0-9]+/)
      .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
      .join("");
    this.keys.push(key);
    const call = typeof shown === "string" ? "requireSecret" : "requireSecretObject";
    return new Expression(() => `config.${call}(${JSON.stringify(key)})`);
  }

  /** Puts config in the place of what the server masks. */
  replaceMasked(value: Value, ...words: string[]): Value {
    if (value === mask) return this.require(value, ...words);
    if (Array.isArray(value)) return value.map((inner, index) => this.replaceMasked(inner, ...words, String(index)));
    if (typeof value !== "object" || value === null || value instanceof Expression) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, this.replaceMasked(inner, ...words, key)]),
    );
  }
}
