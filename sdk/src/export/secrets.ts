import { mask } from "../checks/masked.js";
import type { Json } from "../engine/definition.js";
import { ConfiguredSecret, Expression, type Value } from "./exported-object.js";

/** Collects the config that a program needs for secrets, none of which stands in it. */
export class Secrets {
  readonly #keys = new Set<string>();

  get keys(): string[] {
    return [...this.#keys];
  }

  /** Reads a secret from the stack's config: text, or JSON where the server has more than a text. */
  require(value: Json, ...words: string[]): ConfiguredSecret {
    const key = this.#free(
      words
        .join("-")
        .split(/[^A-Za-z0-9]+/)
        .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
        .join(""),
    );
    this.#keys.add(key);
    return new ConfiguredSecret(key, value);
  }

  /**
   * Puts config in the place of what the server masks.
   *
   * @param shown the value as the server shows it
   * @param value the value in clear
   */
  replaceMasked(shown: Value, value: Json, ...words: string[]): Value {
    if (shown === mask) return this.require(value, ...words);
    if (typeof shown !== "object" || shown === null || shown instanceof Expression) return shown;
    const clear = value as Record<string, Json>;
    const replaced = Object.entries(shown).map(([key, inner]): [string, Value] => [
      key,
      this.replaceMasked(inner, clear[key]!, ...words, key),
    ]);
    return Array.isArray(shown) ? replaced.map(([, inner]) => inner) : Object.fromEntries(replaced);
  }

  /** Names that differ in their dashes alone, such as `db-1` and `db1`, would read one key. */
  #free(key: string): string {
    for (let count = 1; ; count++) {
      const candidate = count === 1 ? key : `${key}_${count}`;
      if (!this.#keys.has(candidate)) return candidate;
    }
  }
}
