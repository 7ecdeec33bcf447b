/** URL of the server that the tests share. */
export function serverUrl(): string {
  const url = process.env.SYNTASK_TEST_API_URL;
  if (!url) throw new Error("no test server: run the tests with `npm test`");
  return url;
}

/** Plain HTTP to the test server: what a person, the UI or another tool does behind the package's back. */
export const raw = <T = any>(method: string, path: string, body?: unknown): Promise<T> =>
  rawAt<T>(serverUrl(), method, path, body);

/**
 * The same to another server. One on SQLite answers 503, and has done nothing, while it is busy with other writes:
 * with many tests at once that lasts for seconds, so a request is repeated for as long as the package repeats its own.
 */
export async function rawAt<T = any>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(url + path, {
      method,
      // The server may close a connection that is kept just when it is used again.
      headers: { "content-type": "application/json", connection: "close" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status === 503 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 300));
      continue;
    }
    if (!response.ok) throw new RawError(response.status, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? (undefined as T) : JSON.parse(text);
  }
}

export class RawError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A name that no other test uses. */
export const unique = (prefix: string): string => `${prefix}-${Date.now().toString(36)}-${counter++}-${process.pid}`;

let counter = 0;
