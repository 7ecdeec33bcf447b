/** What is written into a connection string beside the secret. */
export interface ConnectionPlace {
  account: string;
  /** URL of the account's blobs. */
  endpoint: string;
}

/** A connection string with an account key, which opens everything in the account. */
export const keyConnectionString = ({ account, endpoint }: ConnectionPlace, accountKey: string): string =>
  fields({
    DefaultEndpointsProtocol: new URL(endpoint).protocol.replace(":", ""),
    AccountName: account,
    AccountKey: accountKey,
    BlobEndpoint: endpoint,
  });

/** A connection string with a shared access signature. */
export const sasConnectionString = ({ endpoint }: Pick<ConnectionPlace, "endpoint">, token: string): string =>
  fields({ BlobEndpoint: endpoint, SharedAccessSignature: token });

/**
 * What is wrong with a connection string for an account, without any secret of it.
 *
 * @param account undefined when it is not known yet
 */
export function faultOfConnectionString(text: string, account?: string, now = new Date()): string | undefined {
  const known = parsed(text);
  const token = known.SharedAccessSignature;
  if (token === undefined && !(known.AccountName && known.AccountKey) && known.UseDevelopmentStorage === undefined) {
    return "is no connection string with an account key or a shared access signature; copy it whole from the account's page";
  }
  const expiry = new URLSearchParams(token).get("se");
  if (expiry !== null && new Date(expiry) < now) {
    return `holds a shared access signature that expired on ${expiry}; make a new one`;
  }
  const own = known.AccountName ?? /^https?:\/\/([a-z0-9]+)\.blob\./.exec(known.BlobEndpoint ?? "")?.[1];
  if (own !== undefined && account !== undefined && own !== account) {
    return `is of the storage account "${own}", and the code is in "${account}"; give one of that account`;
  }
  return undefined;
}

const fields = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(";");

function parsed(text: string): Record<string, string | undefined> {
  const pairs = text.split(";").map((part): [string, string] => {
    const [name = "", ...value] = part.split("=");
    return [name.trim(), value.join("=")];
  });
  return Object.fromEntries(pairs);
}
