import { ownValue } from "./own-value.js";
import { withoutTexts } from "./redaction.js";

/** What the server answered instead of what was asked for. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** The beginning of the server's reason, on one line and without the request it echoes. */
  readonly detail: string;
  readonly #reason: string;

  /** @param reason the whole of it, from which texts can be left out before it is cut */
  constructor(
    readonly method: string,
    readonly path: string,
    readonly status: number,
    reason: string,
  ) {
    const detail = shortened(reason);
    super(`${method} ${path} answered ${status}: ${detail}`);
    this.detail = detail;
    this.#reason = reason;
  }

  /** Whether the API says that there is no such thing: whatever else answers 404 gives no reason in its form. */
  get saysGone(): boolean {
    return this.status === 404 && this.detail !== noReason;
  }

  /** The same error, in which texts that may be secret are left out of the reason. */
  without(texts: readonly string[]): ApiError {
    return new ApiError(this.method, this.path, this.status, withoutTexts(this.#reason, texts));
  }
}

const longestDetail = 300;

const shortened = (reason: string): string =>
  reason.length > longestDetail ? `${reason.slice(0, longestDetail)}…` : reason;

/** The server could not be reached, did not answer in time, or is not the API. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/**
 * A write got no whole answer and may have been done all the same: the connection broke, the answer broke off, time ran
 * out, or the server or a proxy before it failed. Whoever wrote looks for what the write makes; if it is not there, the
 * write may be sent again.
 */
export class LostAnswerError extends Error {
  override readonly name = "LostAnswerError";

  constructor(override readonly cause: Error) {
    super(`${cause.message}; whether that was done is not known`);
  }
}

const noReason = "no reason given";

/**
 * The reason in an answer's body. A 422 body echoes the whole request, secrets included, so only the place and the
 * message of each fault are taken. Source: `docs/server-rules.md`, "Requests".
 */
export function detailOf(body: unknown): string {
  if (typeof body !== "object" || body === null) return noReason;
  const { detail, exception_detail, exception_message } = body as Record<string, unknown>;
  const faults = Array.isArray(exception_detail) ? exception_detail : Array.isArray(detail) ? detail : undefined;
  const text = faults
    ? faults.map(({ type, loc, msg }) => `${placeOf(loc)}${ownValue(messages, String(type)) ?? String(msg)}`).join("; ")
    : String(detail ?? exception_message ?? noReason);
  return text.replace(/\s+/g, " ").trim();
}

/** Clearer words than the server's. */
const messages: Record<string, string> = { extra_forbidden: "this version of the server has no such field" };

function placeOf(loc: unknown): string {
  const place = Array.isArray(loc) ? loc.filter((part) => part !== "body").join(".") : "";
  return place && `${place}: `;
}
