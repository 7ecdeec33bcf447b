import { type IgnorePattern, parsePattern } from "./ignore-pattern.js";

/** Lines of an ignore file, of which the last one that matches a path decides. */
export class IgnoreRules {
  readonly #patterns: IgnorePattern[] = [];

  /** @throws with the number of the line that cannot be read */
  constructor(lines: readonly string[]) {
    for (const [index, line] of lines.entries()) {
      try {
        const pattern = parsePattern(line);
        if (pattern) this.#patterns.push(pattern);
      } catch (error) {
        throw new Error(`line ${index + 1}, "${line.trim()}", ${(error as Error).message}`, { cause: error });
      }
    }
  }

  /** @param path relative to the folder, with `/` */
  ignores(path: string): boolean {
    return this.#lastMatch(path)?.negated === false;
  }

  /** Whether a line says that a path is not ignored. */
  takesBack(path: string): boolean {
    return this.#lastMatch(path)?.negated === true;
  }

  /** Whether nothing below a folder can be left, so that nobody needs to look. */
  ignoresAllBelow(folder: string): boolean {
    return !this.#patterns.some(({ negated }) => negated) && this.ignores(`${folder}/`);
  }

  #lastMatch(path: string): IgnorePattern | undefined {
    return this.#patterns.findLast(({ matches }) => matches.test(path));
  }
}
