import type { AxiosError, AxiosInstance, AxiosResponse } from "axios";
import type { Connection } from "../config.js";
import { CsrfToken } from "./csrf.js";
import { ApiError, ConnectionError, detailOf } from "./errors.js";
import { type Failure, withRetries } from "./retry.js";
import { Throttle } from "./throttle.js";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request, in the words of the API. */
export interface ApiRequest {
  method: Method;
  path: string;
  body?: unknown;
  /** Headers beside those of every request. */
  headers?: Record<string, string>;
  /** Whether it may be sent again when nobody knows what became of it. */
  repeatable: boolean;
}

/** The API version whose rules the requests follow. Source: `syntask/api.md`, section 1. */
const apiVersion = "0.8.4";
const readersAtOnce = 8;
const firstWriters = 4;
const mostWriters = 10;
const longestRetryAfter = 30_000;
/** A server that is not there stays away: one more try covers a restart. */
const attemptsWithoutServer = 2;

/** Sends requests to one server: authorization, CSRF, retries, time-outs and bounded parallelism. */
export class Transport {
  #http: Promise<AxiosInstance> | undefined;
  /** A server may close a kept connection just as a request leaves on it: what cannot be sent again gets its own. */
  #httpOnce: Promise<AxiosInstance> | undefined;
  readonly #reads = new Throttle(readersAtOnce, readersAtOnce);
  readonly #writes = new Throttle(firstWriters, mostWriters);
  readonly #csrf: CsrfToken;

  constructor(private readonly connection: Connection) {
    this.#csrf = new CsrfToken(connection.dialect, (path) => this.send({ method: "GET", path, repeatable: true }));
  }

  /** @throws ApiError or ConnectionError */
  async send<T>(request: ApiRequest): Promise<T> {
    const http = await this.#httpFor(request);
    const throttle = request.method === "GET" || request.path.endsWith("/filter") ? this.#reads : this.#writes;
    return withRetries(
      () =>
        this.#withToken(request, (headers) => throttle.run(() => this.#attempt<T>(http, request, headers, throttle))),
      (error) => this.#judge(request, error, throttle),
    );
  }

  /** Adds the CSRF headers where the server wants them, and gets them when it says so. */
  async #withToken<T>({ method }: ApiRequest, attempt: (headers: Record<string, string>) => Promise<T>): Promise<T> {
    if (method === "GET") return attempt({});
    try {
      return await attempt(await this.#csrf.headers());
    } catch (error) {
      if (isAxiosError(error) && wantsToken(error.response)) await this.#csrf.renew();
      throw error;
    }
  }

  async #attempt<T>(
    http: AxiosInstance,
    { method, path, body, headers: own }: ApiRequest,
    token: Record<string, string>,
    throttle: Throttle,
  ): Promise<T> {
    const { data, headers: answered } = await http.request<T>({
      method,
      url: path,
      data: body,
      headers: { ...own, ...token },
    });
    if (/html/.test(String(answered["content-type"]))) {
      throw new ConnectionError(
        `${this.#place()} answers with a web page, not with the API; check the URL, it usually ends in /api`,
      );
    }
    throttle.succeeded();
    return data;
  }

  #httpFor({ repeatable }: ApiRequest): Promise<AxiosInstance> {
    if (repeatable) {
      this.#http ??= this.#connect({ keepAlive: true });
      return this.#http;
    }
    this.#httpOnce ??= this.#connect({ keepAlive: false });
    return this.#httpOnce;
  }

  async #connect({ keepAlive }: { keepAlive: boolean }): Promise<AxiosInstance> {
    const axios = require("axios") as typeof import("axios");
    const { Agent: HttpAgent } = await import("node:http");
    const { Agent: HttpsAgent } = await import("node:https");
    const { readFile } = await import("node:fs/promises");
    const { apiUrl, apiKey, dialect, requestTimeout, insecure, certificateFile } = this.connection;
    const { version } = require("../../package.json") as { version: string };
    return axios.create({
      baseURL: apiUrl,
      timeout: requestTimeout * 1000,
      // A followed redirect would turn a POST into a GET and carry the key to another host.
      maxRedirects: 0,
      httpAgent: new HttpAgent({ keepAlive }),
      httpsAgent: new HttpsAgent({
        keepAlive,
        rejectUnauthorized: !insecure,
        ca: certificateFile && (await readFile(certificateFile)),
      }),
      headers: {
        "User-Agent": `pulumi-syntask/${version}`,
        [dialect.versionHeader]: apiVersion,
        ...(apiKey ? { Authorization: `Bearer ${apiKey}` } : {}),
      },
    });
  }

  #judge(request: ApiRequest, thrown: unknown, throttle: Throttle): Failure {
    if (!isAxiosError(thrown)) return { error: thrown as Error, final: true };
    if (!thrown.response) return this.#judgeSilence(request, thrown);

    const { status, headers } = thrown.response;
    const error = this.#refusal(request, thrown.response);
    if (status === 429 || status === 503) {
      throttle.overloaded();
      return { error, final: false, wait: retryAfter(headers["retry-after"]) };
    }
    if (status === 502 || status === 504) return { error, final: !request.repeatable };
    if (wantsToken(thrown.response)) return { error, final: false, wait: 0, attempts: 2 };
    return { error, final: true };
  }

  #judgeSilence(request: ApiRequest, { code = "", message }: AxiosError): Failure {
    const where = this.#place();
    if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
      const error = new ConnectionError(`no server answers at ${where}; start it, or set \`syntask:apiUrl\``);
      return { error, final: false, attempts: attemptsWithoutServer };
    }
    if (code === "ECONNABORTED" || code === "ETIMEDOUT") {
      const { requestTimeout } = this.connection;
      const error = new ConnectionError(
        `${request.method} ${request.path} got no answer from ${where} within ${requestTimeout} s`,
      );
      return { error, final: !request.repeatable, attempts: 3 };
    }
    if (code === "ECONNRESET" || code === "EPIPE") {
      const error = new ConnectionError(`${where} closed the connection during ${request.method} ${request.path}`);
      return { error, final: !request.repeatable, attempts: 6 };
    }
    return { error: new ConnectionError(`${where} cannot be reached: ${message || code}`), final: true };
  }

  #refusal({ method, path }: ApiRequest, { status, data, headers }: AxiosResponse): Error {
    if (status === 401) {
      return new ConnectionError(`${this.#place()} does not accept the API key; set \`syntask:apiKey\``);
    }
    if (status >= 300 && status < 400) {
      const target = `sends on to ${String(headers.location)}`;
      return new ApiError(method, path, status, `${this.#place()} ${target}; write the URL it sends on to`);
    }
    return new ApiError(method, path, status, detailOf(data));
  }

  #place(): string {
    return `${this.connection.apiUrl} (${this.connection.source})`;
  }
}

const isAxiosError = (error: unknown): error is AxiosError =>
  typeof error === "object" && error !== null && (error as AxiosError).isAxiosError === true;

const wantsToken = (response: AxiosResponse | undefined): boolean =>
  response?.status === 403 && /csrf|client identifier/i.test(detailOf(response.data));

function retryAfter(header: unknown): number | undefined {
  const seconds = Number(header);
  return header && seconds >= 0 ? Math.min(seconds * 1000, longestRetryAfter) : undefined;
}
