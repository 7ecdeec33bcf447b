/** A refusal in the form of Google's APIs. */
export class Refusal extends Error {
  /**
   * @param {number} code HTTP status.
   * @param {string} message
   * @param {string} [reason] Such as `forbidden`.
   */
  constructor(code, message, reason = "invalid") {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  get body() {
    const { code, message, reason } = this;
    return { error: { code, message, errors: [{ domain: "global", reason, message }] } };
  }
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {unknown} body
 */
export function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(body));
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<Buffer>}
 */
export async function readBytes(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<string>}
 */
export const readText = async (request) => (await readBytes(request)).toString();

/** @param {import("node:http").IncomingMessage} request */
export async function readJson(request) {
  const text = await readText(request);
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new Refusal(400, "Parse Error", "parseError");
  }
}
