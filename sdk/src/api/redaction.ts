/** A shorter value stands in every other word: it is left out only where it is quoted. */
const shortest = 4;

/** A reason in which some texts are left out, in whatever way it quotes and escapes them. */
export function withoutTexts(reason: string, texts: readonly string[]): string {
  const secrets = texts.map(unescaped).filter(Boolean);
  const longestFirst = [...new Set(secrets)].sort((left, right) => right.length - left.length);
  return longestFirst.reduce((left, secret) => {
    if (secret.length >= shortest) return left.replaceAll(secret, "…");
    return left.replaceAll(`'${secret}'`, "'…'").replaceAll(`"${secret}"`, '"…"');
  }, unescaped(reason));
}

const escapes = /\\+(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([nrtfv])|(["'/]))|(\\)\\+/g;

/** Text as one line without escapes of JSON or Python, once or several times over: two ways of writing it look the same. */
const unescaped = (text: string): string =>
  text
    .replace(escapes, (_, short, long, byte, space, quote, backslash) => {
      if (space) return " ";
      return quote ?? backslash ?? characterOf(Number.parseInt(short ?? long ?? byte, 16));
    })
    .replace(/\s+/g, " ")
    .trim();

const characterOf = (code: number): string => (code <= 0x10_ff_ff ? String.fromCodePoint(code) : "");

/** Every text inside a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
