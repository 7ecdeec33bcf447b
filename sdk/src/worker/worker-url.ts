/** How workers reach the server. */
export interface Reach {
  /** Whether a worker reaches what listens on this machine's loopback address. */
  sharesLoopback?: boolean;
  /** What to write in the place of a loopback URL. */
  loopbackAdvice: string;
}

/** @returns what is wrong with the URL of a server for workers that run elsewhere, as the rest of a line */
export function faultOfUrl(url: string, { sharesLoopback, loopbackAdvice }: Reach): string | undefined {
  if (!URL.canParse(url)) return `is "${url}"; write the URL of the API, like https://syntask.example.com/api`;
  const { hostname } = new URL(url);
  if (sharesLoopback || !isLoopback(hostname)) return undefined;
  return `is ${url}, which is the worker's own machine to a worker; ${loopbackAdvice}`;
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || host === "0.0.0.0" || /^127\./.test(host);
