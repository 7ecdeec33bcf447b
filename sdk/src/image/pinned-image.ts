import { type ImageReference, parseImage, pinnedTo, tagOfDigest } from "./image-reference.js";
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

/** An image that exists. */
export interface PinnedImage {
  /** Its name by digest. */
  image: string;
  /** Its name as the pool's workers can pull it. */
  pulled: string;
}

/**
 * The image by its digest. A tag is looked up in its registry, so that a tag that moved shows as a change.
 *
 * @throws when the registry has no such image, refuses, or the pool cannot run it
 */
export async function pinnedImage(text: string, settings: PinSettings): Promise<PinnedImage> {
  const image = parseImage(text);
  const { login, poolType, verify, warn } = settings;
  if (!verify) return { image: text, pulled: text };
  const client = new RegistryClient(image, login);
  try {
    const name = image.digest ?? image.tag ?? "latest";
    const found = await client.find(name);
    if (!found) throw new Error(reasonOfMissing(text, image));
    const fault = faultOfPlatform(poolType, found.platforms);
    if (fault) throw new Error(fault);
    const pinned = pinnedTo(text, found.digest);
    if (poolType === "docker") {
      return { image: pinned, pulled: await nameByTag(client, pinned, { ...image, digest: found.digest }, warn) };
    }
    if (image.digest && image.tag) await warnIfMoved(client, image, warn);
    return { image: pinned, pulled: pinned };
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    if (!image.digest) {
      throw new Error(`${text} cannot be pinned: ${error.message}; write it with its digest, or \`verify: false\``);
    }
    warn(`${text} was not verified: ${error.message}.`);
    const pinned = pinnedTo(text, image.digest);
    return { image: pinned, pulled: pinned };
  }
}

const reasonOfMissing = (text: string, { registry, digest, tag = "latest" }: ImageReference): string =>
  digest
    ? `${registry} has no ${text} any more; push it again, or write the digest of an image that is there`
    : `${registry} has no tag "${tag}" of ${text.split(":").slice(0, -1).join(":") || text}; push it first`;

/** Workers of `docker` pools pull by tag: the one that names the digest, else the one that is given. */
async function nameByTag(
  client: RegistryClient,
  pinned: string,
  { digest, tag }: ImageReference,
  warn: PinSettings["warn"],
): Promise<string> {
  const repository = pinned.split("@")[0]!;
  const own = tagOfDigest(digest!);
  if ((await client.find(own))?.digest === digest) return `${repository}:${own}`;
  const advice = `push it as ${repository}:${own} as well`;
  if (!tag) throw new Error(`workers of docker pools cannot pull ${pinned} by its digest; ${advice}`);
  if ((await client.find(tag))?.digest !== digest) {
    throw new Error(
      `tag "${tag}" has moved away from ${digest}, and workers of docker pools cannot pull by digest; ${advice}`,
    );
  }
  warn(`workers of docker pools pull ${repository} by its tag "${tag}", which may move; ${advice}.`);
  return `${repository}:${tag}`;
}

async function warnIfMoved(client: RegistryClient, { tag, digest }: ImageReference, warn: PinSettings["warn"]) {
  const current = await client.find(tag!);
  if (current?.digest === digest) return;
  warn(
    current
      ? `tag "${tag}" has moved to ${current.digest}; flows run the image of ${digest}, as it is written.`
      : `tag "${tag}" is gone; flows run the image of ${digest}, as it is written.`,
  );
}
