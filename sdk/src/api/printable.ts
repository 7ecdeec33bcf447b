/** What steers a terminal, ends a line or turns the direction of what follows. */
const steering = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Text that somebody else wrote, such as a name on the server, as one line that may be printed: what steers a terminal
 * stands there as its escape, such as `\u001b`.
 */
export const printable = (text: string): string =>
  text.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
