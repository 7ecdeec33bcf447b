/**
 * The part of IAM's condition language (CEL) that grants on folders need. What it does not know it refuses, as a
 * condition that is not understood must not grant. This is our reading of IAM, not IAM.
 *
 *   resource.name.startsWith("…")   resource.name == "…"   resource.type == "…"
 *   api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("…")   &&   ||   ( )
 */
const token = /\s*(?:(\|\||&&|==|[().,])|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_]\w*))/y;

/**
 * @typedef {object} Subject
 * @property {{ name: string, type: string }} resource
 * @property {Record<string, string>} attributes Of the call, by name.
 */

/**
 * @param {string} text
 * @returns {(subject: Subject) => boolean}
 * @throws {SyntaxError} on anything outside the part above
 */
export function parseCondition(text) {
  const tokens = tokenize(text);
  const condition = readAlternatives(tokens);
  if (tokens.length > 0) throw new SyntaxError(`"${tokens[0].text}" is not expected`);
  return condition;
}

function tokenize(text) {
  const tokens = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== "") {
    const start = token.lastIndex;
    const [, sign, string, word] = token.exec(text) ?? [];
    if (sign) tokens.push({ text: sign });
    else if (string) tokens.push({ text: string, value: unquoted(string) });
    else if (word) tokens.push({ text: word });
    else throw new SyntaxError(`"${text.slice(start)}" is not understood`);
  }
  return tokens;
}

const unquoted = (string) => string.slice(1, -1).replace(/\\(.)/g, "$1");

function readAlternatives(tokens) {
  const parts = [readAll(tokens)];
  while (take(tokens, "||")) parts.push(readAll(tokens));
  return (subject) => parts.some((part) => part(subject));
}

function readAll(tokens) {
  const parts = [readTest(tokens)];
  while (take(tokens, "&&")) parts.push(readTest(tokens));
  return (subject) => parts.every((part) => part(subject));
}

function readTest(tokens) {
  if (take(tokens, "(")) {
    const inner = readAlternatives(tokens);
    expect(tokens, ")");
    return inner;
  }
  const value = readValue(tokens);
  if (take(tokens, "==")) {
    const wanted = readString(tokens);
    return (subject) => value(subject) === wanted;
  }
  for (const text of [".", "startsWith", "("]) expect(tokens, text);
  const prefix = readString(tokens);
  expect(tokens, ")");
  return (subject) => value(subject).startsWith(prefix);
}

function readValue(tokens) {
  if (take(tokens, "resource")) {
    expect(tokens, ".");
    const property = tokens.shift()?.text;
    if (property !== "name" && property !== "type") throw new SyntaxError(`resource.${property} is not understood`);
    return ({ resource }) => resource[property];
  }
  for (const text of ["api", ".", "getAttribute", "("]) expect(tokens, text);
  const name = readString(tokens);
  expect(tokens, ",");
  const otherwise = readString(tokens);
  expect(tokens, ")");
  return ({ attributes }) => attributes[name] ?? otherwise;
}

function readString(tokens) {
  const { text, value } = tokens.shift() ?? {};
  if (value === undefined) throw new SyntaxError(`"${text}" is not a string`);
  return value;
}

function take(tokens, text) {
  if (tokens[0]?.text !== text) return false;
  tokens.shift();
  return true;
}

function expect(tokens, text) {
  if (!take(tokens, text)) throw new SyntaxError(`"${text}" is missing before "${tokens[0]?.text ?? "the end"}"`);
}
