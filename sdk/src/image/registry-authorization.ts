/** A user of a registry. */
export interface RegistryLogin {
  username: string;
  password: string;
}

/** A request for a token. */
export interface TokenRequest {
  url: string;
  params: Record<string, string>;
  headers: { authorization?: string };
}

interface TokenSettings {
  login: RegistryLogin | undefined;
  ask(request: TokenRequest): Promise<{ data?: { token?: string; access_token?: string } }>;
  /** What the token is for. @default what the registry names */
  scope?: string;
}

/** The header of a user who needs no token. */
export const basic = ({ username, password }: RegistryLogin): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

/**
 * The header that a registry wants: Basic, or a token from the place that it names, as Docker asks for one.
 *
 * @param challenge its `www-authenticate`, beside the status 401
 * @throws when it wants a token and does not say where they are
 */
export async function authorizationFor(
  registry: string,
  challenge: string,
  { login, ask, scope }: TokenSettings,
): Promise<string> {
  const authorization = login && basic(login);
  if (!/^bearer /i.test(challenge)) return authorization ?? "";
  const parts = [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]);
  const { realm = "", ...named } = Object.fromEntries(parts) as Record<string, string>;
  if (!URL.canParse(realm)) throw new Error(`${registry} does not say where its tokens are`);
  const params = { ...named, ...(scope !== undefined && { scope }) };
  const { data } = await ask({ url: realm, params, headers: { ...(authorization && { authorization }) } });
  return `Bearer ${data?.token ?? data?.access_token ?? ""}`;
}
