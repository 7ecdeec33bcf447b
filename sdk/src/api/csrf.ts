import { randomUUID } from "node:crypto";
import type { Dialect } from "./dialect.js";

interface Token {
  token: string;
  expiration: string;
}

/** Seconds before its end at which a token counts as expired. */
const margin = 30;

/**
 * The token that a server with CSRF protection wants with every write. Asked for only once the server wants it.
 * Source: `docs/server-rules.md`, "CSRF".
 */
export class CsrfToken {
  readonly #client = randomUUID();
  #token: Token | undefined;
  #renewal: Promise<void> | undefined;

  constructor(
    private readonly dialect: Dialect,
    private readonly load: (path: string) => Promise<Token>,
  ) {}

  /** The headers of a request: none until the server wants them. */
  async headers(): Promise<Record<string, string>> {
    if (!this.#token) return {};
    if (Date.parse(this.#token.expiration) - Date.now() < margin * 1000) await this.renew();
    const { csrfTokenHeader, csrfClientHeader } = this.dialect;
    return { [csrfTokenHeader]: this.#token.token, [csrfClientHeader]: this.#client };
  }

  /** Gets a new token; requests that need one at the same time share it. */
  renew(): Promise<void> {
    this.#renewal ??= this.load(`/csrf-token?client=${this.#client}`)
      .then((token) => {
        this.#token = token;
      })
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }
}
