import { type ImageReference, parseImage, pinnedTo } from "./image-reference.js";
import { faultOfPlatform } from "./pool-platform.js";
import { RegistryClient, type RegistryLogin, UnreachableError } from "./registry-client.js";

export interface PinSettings {
  login?: RegistryLogin;
  /** Type of the pool that runs it, where it is known. */
  poolType?: string;
  /** Whether the registry is asked. */
  verify: boolean;
  /** Tells the user something that is not a fault. */
  warn(line: string): void;
}

/**
 * The image by its digest. A tag is looked up in its registry, so that a tag that moved shows as a change.
 *
 * @throws when the registry has no such image, refuses, or the pool cannot run it
 */
export async function pinnedImage(text: string, settings: PinSettings): Promise<string> {
  const image = parseImage(text);
  const { login, poolType, verify, warn } = settings;
  if (!verify) return text;
  const client = new RegistryClient(image, login);
  try {
    const name = image.digest ?? image.tag ?? "latest";
    const found = await client.find(name);
    if (!found) throw new Error(reasonOfMissing(text, image));
    const fault = faultOfPlatform(poolType, found.platforms);
    if (fault) throw new Error(fault);
    if (image.digest && image.tag) await warnIfMoved(client, image, warn);
    return pinnedTo(text, found.digest);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    if (!image.digest) {
      throw new Error(`${text} cannot be pinned: ${error.message}; write it with its digest, or \`verify: false\``);
    }
    warn(`${text} was not verified: ${error.message}.`);
    return pinnedTo(text, image.digest);
  }
}

const reasonOfMissing = (text: string, { registry, digest, tag = "latest" }: ImageReference): string =>
  digest
    ? `${registry} has no ${text} any more; push it again, or write the digest of an image that is there`
    : `${registry} has no tag "${tag}" of ${text.split(":").slice(0, -1).join(":") || text}; push it first`;

async function warnIfMoved(client: RegistryClient, { tag, digest }: ImageReference, warn: PinSettings["warn"]) {
  const current = await client.find(tag!);
  if (current?.digest === digest) return;
  warn(
    current
      ? `tag "${tag}" has moved to ${current.digest}; flows run the image of ${digest}, as it is written.`
      : `tag "${tag}" is gone; flows run the image of ${digest}, as it is written.`,
  );
}
