import { mockedAnswer } from "../provider/mocks.js";
import { type ImageReference, parseImage, pinnedTo, tagOfDigest, withoutTag } from "./image-reference.js";
import { faultOfPlatform, needsPlatform } from "./pool-platform.js";
import type { RegistryLogin } from "./registry-authorization.js";
import { NoAnswerError, RegistryClient } from "./registry-client.js";

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
 * The image by its digest. A tag is looked up in its registry, so that a tag that moved shows as a change. In a test with
 * mocks these answer in its place, and what they leave open is as it is written.
 *
 * @throws when the registry has no such image, refuses, or the pool cannot run it
 */
export async function pinnedImage(text: string, settings: PinSettings): Promise<PinnedImage> {
  const image = parseImage(text);
  if (!settings.verify) return { image: text, pulled: text };
  const mocked = await mockedAnswer("getImage", { image: text });
  if (mocked) return asAnswered(text, mocked);
  const registry = new RegistryClient(image, settings.login);
  try {
    return await lookUp(registry, text, image, settings);
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return withoutAnswer(text, image, settings, error.message);
  }
}

const asAnswered = (text: string, { image = text, pulled = image }: Partial<PinnedImage>): PinnedImage => ({
  image,
  pulled,
});

async function lookUp(
  registry: RegistryClient,
  text: string,
  image: ImageReference,
  settings: PinSettings,
): Promise<PinnedImage> {
  const { poolType, warn } = settings;
  const digest = image.digest ?? (await registry.digestOf(image.tag ?? "latest"));
  if (digest === undefined) throw new Error(reasonOfMissing(text, image));
  const pinned = pinnedTo(text, digest);
  const name = withoutTag(text);
  if (poolType === "docker") {
    const own = tagOfDigest(digest);
    if ((await registry.digestOf(own)) === digest) return { image: pinned, pulled: `${name}:${own}` };
    await refuseMissing(registry, text, image);
    const isAtTag = image.digest === undefined || (image.tag && (await registry.digestOf(image.tag)) === digest);
    return { image: pinned, pulled: nameByTag(name, { ...image, digest }, Boolean(isAtTag), warn) };
  }
  const current = image.digest && image.tag ? await registry.digestOf(image.tag) : digest;
  if (current !== digest)
    warn(`${reasonOfOther(image.tag, current)}; flows run the image of ${digest}, as it is written.`);
  if (image.tag === undefined || current !== digest) await refuseMissing(registry, text, image);
  const fault = faultOfPlatform(poolType, needsPlatform(poolType) ? await registry.platformsOf(digest) : []);
  if (fault) throw new Error(fault);
  return { image: pinned, pulled: pinned };
}

/** What was found by its tag is there. */
async function refuseMissing(registry: RegistryClient, text: string, image: ImageReference): Promise<void> {
  if (image.digest === undefined || (await registry.digestOf(image.digest)) !== undefined) return;
  throw new Error(reasonOfMissing(text, image));
}

const reasonOfMissing = (text: string, { registry, digest, tag = "latest" }: ImageReference): string =>
  digest
    ? `${registry} has no ${text} any more; push it again, or write the digest of an image that is there`
    : `${registry} has no tag "${tag}" of ${withoutTag(text)}; push it first`;

const reasonOfOther = (tag: string | undefined, current: string | undefined): string =>
  current ? `tag "${tag}" has moved to ${current}` : `tag "${tag}" is gone`;

/** Workers of `docker` pools pull by tag: where there is none that names the digest, by the given one. */
function nameByTag(name: string, { digest, tag }: ImageReference, isAtTag: boolean, warn: PinSettings["warn"]): string {
  const advice = `push it as ${name}:${tagOfDigest(digest!)} as well`;
  if (!tag) throw new Error(`workers of docker pools cannot pull ${name}@${digest} by its digest; ${advice}`);
  if (!isAtTag) {
    throw new Error(
      `tag "${tag}" has moved away from ${digest}, and workers of docker pools cannot pull by digest; ${advice}`,
    );
  }
  warn(`workers of docker pools pull ${name} by its tag "${tag}", which may move; ${advice}.`);
  return `${name}:${tag}`;
}

/** What a registry would say of an image that is written with its digest, where only one answer is possible. */
function withoutAnswer(
  text: string,
  { digest, tag }: ImageReference,
  { poolType, warn }: PinSettings,
  reason: string,
): PinnedImage {
  if (!digest) {
    throw new Error(`${text} cannot be pinned: ${reason}; write it with its digest, or \`verify: false\``);
  }
  const image = pinnedTo(text, digest);
  const name = withoutTag(text);
  const own = `${name}:${tagOfDigest(digest)}`;
  if (poolType === "docker" && tag) {
    throw new Error(
      `whether workers pull ${own} or ${name}:${tag} is not known: ${reason}; push it as ${own} and write ${image}, or run again later`,
    );
  }
  warn(`${text} was not verified: ${reason}.`);
  return { image, pulled: poolType === "docker" ? own : image };
}
