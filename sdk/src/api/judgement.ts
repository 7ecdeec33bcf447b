import type { AxiosError, AxiosResponse } from "axios";
import { reasonOfPage, reasonOfRedirect, reasonOfTls, reasonOfUnauthorized } from "./admission.js";
import { type Connection, secretsOf } from "./connection.js";
import { ApiError, ConnectionError, detailOf } from "./errors.js";
import { type ApiRequest, isAxiosError } from "./http.js";
import { type Failure, mostAttempts } from "./retry.js";

/**
 * What a failed attempt says. `busy`: the server did nothing. `absent`: nothing reached it. `silent`, `broken` and
 * `unclear`: nobody knows whether it was done. `token`: another CSRF token is wanted. `final`: no use in another one.
 */
export interface Judgement extends Failure {
  kind: "busy" | "absent" | "silent" | "broken" | "unclear" | "token" | "final";
}

const lostKinds: readonly string[] = ["silent", "broken", "unclear"];

/** Whether nobody knows what became of the request. */
export const isLost = ({ kind }: Judgement): boolean => lostKinds.includes(kind);

const longestRetryAfter = 30_000;
const attemptsWhenSilent = 3;
const attemptsWhenBroken = 6;
/** A server that was never there stays away: one more try covers a start at the same moment. */
const attemptsWithoutServer = 2;

/** Judges the attempts of one request. */
export class Judge {
  /** @param mayReturn whether a server that cannot be reached is waited for */
  constructor(
    private readonly request: ApiRequest,
    private readonly connection: Connection,
    private readonly mayReturn: () => boolean,
  ) {}

  judge(thrown: unknown): Judgement {
    if (!isAxiosError(thrown)) return { error: thrown as Error, kind: "final", attempts: 1 };
    if (!thrown.response) return this.#judgeSilence(thrown);
    return thrown.response.status < 300 ? this.#judgeText(thrown.response) : this.#judgeAnswer(thrown.response);
  }

  /** An answer that is no JSON, or not the whole of it. */
  #judgeText({ headers }: AxiosResponse): Judgement {
    const [type] = String(headers["content-type"] ?? "").split(";");
    if (type && !/json/.test(type)) {
      const what = /html/.test(type) ? "a web page" : type;
      const error = this.#connectionError(
        `answers with ${what}, not with the API; check the URL, it usually ends in /api`,
      );
      return { error, kind: "final", attempts: 1 };
    }
    return this.#lost("broken", this.#connectionError(`broke off in the middle of its answer to ${this.#name}`));
  }

  #judgeAnswer(response: AxiosResponse): Judgement {
    const { status, headers } = response;
    const error = this.#refusal(response);
    const wait = retryAfter(headers["retry-after"]);
    if (status === 429) return { error, kind: "busy", attempts: mostAttempts, wait };
    // The server answers 503 to any fault of its database, one while it commits included; a proxy also when the
    // connection broke after it had passed the request on.
    if (status === 502 || status === 503 || status === 504) return { ...this.#lost("unclear", error), wait };
    if (isCutOff(response)) return this.#judgeText(response);
    if (wantsToken(response)) return { error, kind: "token", attempts: 2 };
    return { error, kind: "final", attempts: 1 };
  }

  #judgeSilence({ code = "", message }: AxiosError): Judgement {
    if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code)) {
      const { urlSetting = "`syntask:apiUrl`" } = this.connection;
      const error = new ConnectionError(
        `no server answers at ${this.#place}; start it, or set ${urlSetting}${hintOfPath(this.connection)}`,
      );
      return { error, kind: "absent", attempts: this.mayReturn() ? mostAttempts : attemptsWithoutServer };
    }
    if (code === "ECONNABORTED" || code === "ETIMEDOUT") {
      const within = `within ${this.connection.requestTimeout} s`;
      return this.#lost("silent", new ConnectionError(`${this.#name} got no answer from ${this.#place} ${within}`));
    }
    if (/^(ECONNRESET|EPIPE|HPE_\w+|Z_\w+|ERR_STREAM_\w+)$/.test(code)) {
      return this.#lost("broken", this.#connectionError(`closed the connection during ${this.#name}`));
    }
    const reason = reasonOfTls(this.connection, code, message) ?? `cannot be reached: ${message || code}`;
    return { error: this.#connectionError(reason), kind: "final", attempts: 1 };
  }

  #lost(kind: "silent" | "broken" | "unclear", error: Error): Judgement {
    const most = { silent: attemptsWhenSilent, broken: attemptsWhenBroken, unclear: mostAttempts }[kind];
    return { error, kind, attempts: this.request.repeatable ? most : 1 };
  }

  #refusal(response: AxiosResponse): Error {
    const { status, data, headers } = response;
    const { method, path } = this.request;
    if (status === 401)
      return this.#connectionError(reasonOfUnauthorized(this.connection, headers["www-authenticate"]));
    if (status >= 300 && status < 400) {
      const reason = reasonOfRedirect(this.connection, headers.location);
      return new ApiError(method, path, status, `${this.#place} ${reason}`);
    }
    const wanted = reasonOfPage(this.connection, response);
    if (wanted) return this.#connectionError(wanted);
    const refusal = new ApiError(method, path, status, detailOf(data));
    const secrets = secretsOf(this.connection);
    return secrets.length > 0 ? refusal.without(secrets) : refusal;
  }

  #connectionError(what: string): ConnectionError {
    return new ConnectionError(`${this.#place} ${what}`);
  }

  get #name(): string {
    return `${this.request.method} ${this.request.path}`;
  }

  get #place(): string {
    return placeOf(this.connection);
  }
}

/** Whether the connection broke in the middle: what came until then is not kept. */
const isCutOff = ({ data }: AxiosResponse): boolean => data === undefined;

/** What people forget at the end of the URL of a server that runs by itself. */
const hintOfPath = ({ apiUrl }: Connection): string =>
  /\/api(\/|$)/.test(new URL(apiUrl).pathname) ? "" : "; the URL of an API ends in `/api` as a rule";

/** The server, and where its URL was found. */
export const placeOf = ({ apiUrl, source }: Connection): string => `${apiUrl} (${source})`;

/** What answers is something else. */
export const notTheApi = (connection: Connection): ConnectionError =>
  new ConnectionError(
    `${placeOf(connection)} answers, but not as the API of ${connection.dialect.title} does; check the URL, it usually ends in /api`,
  );

/** Whether the server refuses a write because it wants a CSRF token, or another one. */
export const wantsToken = (response: AxiosResponse | undefined): boolean =>
  response?.status === 403 && /csrf|client identifier/i.test(detailOf(response.data));

function retryAfter(header: unknown): number | undefined {
  const seconds = Number(header);
  return header && seconds >= 0 ? Math.min(seconds * 1000, longestRetryAfter) : undefined;
}
