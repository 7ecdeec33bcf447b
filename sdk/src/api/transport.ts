import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from "axios";
import type { Connection } from "./connection.js";
import { CsrfToken } from "./csrf.js";
import { ApiError, LostAnswerError } from "./errors.js";
import { type ApiRequest, connect, isAxiosError, isRead } from "./http.js";
import { isLost, Judge, type Judgement, wantsToken } from "./judgement.js";
import { Presence } from "./presence.js";
import { withRetries } from "./retry.js";
import { ServerClock } from "./server-clock.js";
import { Throttle } from "./throttle.js";

const readersAtOnce = 8;
const firstWriters = 4;
const mostWriters = 10;

/** Sends requests to one server: authorization, CSRF, retries, time-outs and bounded parallelism. */
export class Transport {
  #http: Promise<AxiosInstance> | undefined;
  /** A server may close a kept connection just as a request leaves on it: what cannot be sent again gets its own. */
  #httpOnce: Promise<AxiosInstance> | undefined;
  readonly #reads = new Throttle(readersAtOnce, readersAtOnce);
  readonly #writes = new Throttle(firstWriters, mostWriters);
  readonly #blockWrites = new Throttle(1, 1);
  /** SQLite answers 503 to a block that comes beside any other write, and stores one after the other as fast. */
  #blocksComeAlone = false;
  readonly #csrf: CsrfToken;
  readonly #presence = new Presence();
  readonly clock = new ServerClock();

  constructor(private readonly connection: Connection) {
    this.#csrf = new CsrfToken(connection.dialect, (path) => this.send({ method: "GET", path, repeatable: true }));
  }

  /** @throws ApiError, ConnectionError, or LostAnswerError when a write may have been done */
  async send<T>(request: ApiRequest): Promise<T> {
    return (await this.exchange<T>(request)).data;
  }

  /** Sends a request whose answer's status says something. Otherwise as `send`. */
  async exchange<T>(request: ApiRequest): Promise<{ status: number; data: T }> {
    const http = await this.#httpFor(request);
    const throttle = isRead(request) ? this.#reads : this.#writes;
    const attempt = (headers: Record<string, string>) =>
      this.#inTurn(request, throttle, () => this.#attempt<T>(http, request, headers, throttle));
    const judge = new Judge(request, this.connection, () => this.#presence.missed());
    const judgements: Judgement[] = [];
    try {
      return await withRetries(
        () => this.#withToken(request, attempt),
        (thrown) => {
          const judgement = judge.judge(thrown);
          judgements.push(judgement);
          if (tellsOverload(judgement)) this.#overloadedBy(request, throttle);
          return judgement;
        },
      );
    } catch (error) {
      const mayBeDone = !isRead(request) && judgements.some(isLost) && judgements.at(-1)!.kind !== "final";
      throw mayBeDone ? new LostAnswerError(error as Error) : error;
    }
  }

  #inTurn<T>(request: ApiRequest, throttle: Throttle, attempt: () => Promise<T>): Promise<T> {
    if (!isBlockWrite(request)) return throttle.run(attempt);
    return this.#blockWrites.run(() => throttle.run(attempt, { alone: this.#blocksComeAlone }));
  }

  #overloadedBy(request: ApiRequest, throttle: Throttle): void {
    if (isBlockWrite(request)) this.#blocksComeAlone = true;
    else throttle.overloaded();
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
  ): Promise<AxiosResponse<T>> {
    const headers = { ...own, ...token };
    const answer = await this.#answer<T>(http, { method, url: path, data: body, headers });
    throttle.succeeded();
    return answer;
  }

  /** Any answer tells the time and that the server is there, a refusal too. */
  async #answer<T>(http: AxiosInstance, request: AxiosRequestConfig): Promise<AxiosResponse<T>> {
    try {
      const answer = await http.request<T>(request);
      this.#heard(answer);
      return answer;
    } catch (error) {
      if (isAxiosError(error) && error.response) this.#heard(error.response);
      throw error;
    }
  }

  #heard({ headers }: AxiosResponse): void {
    this.#presence.answered();
    this.clock.hear(headers.date);
  }

  #httpFor({ repeatable }: ApiRequest): Promise<AxiosInstance> {
    if (repeatable) {
      this.#http ??= connect(this.connection, { keepAlive: true });
      return this.#http;
    }
    this.#httpOnce ??= connect(this.connection, { keepAlive: false });
    return this.#httpOnce;
  }
}

const isBlockWrite = (request: ApiRequest): boolean => !isRead(request) && request.path.startsWith("/block_documents/");

const tellsOverload = ({ error }: Judgement): boolean =>
  error instanceof ApiError && (error.status === 429 || error.status === 503);
