/** The parts of an image's name. */
export interface ImageReference {
  /** Host of the registry, with its port. */
  registry: string;
  /** Path in the registry. */
  repository: string;
  tag?: string;
  /** Such as `sha256:…`. */
  digest?: string;
}

const dockerHub = "docker.io";
const form =
  /^(?<name>[a-z0-9]+(?:[._:/-]+[a-zA-Z0-9]+)*?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/**
 * Reads a name as Docker does: a first part without a dot, a port or `localhost` belongs to Docker Hub.
 *
 * @throws when it is not the name of an image
 */
export function parseImage(text: string): ImageReference {
  const { name, tag, digest } = form.exec(text)?.groups ?? {};
  if (!name || name.includes("//"))
    throw new Error(`"${text}" is not the name of an image; write registry/repository:tag or …@sha256:…`);
  const [first, ...rest] = name.split("/") as [string, ...string[]];
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const registry = hasHost ? first : dockerHub;
  const path = hasHost ? rest.join("/") : name;
  const repository = registry === dockerHub && !path.includes("/") ? `library/${path}` : path;
  if (repository !== repository.toLowerCase() || repository.includes(":")) {
    throw new Error(`"${text}" is not the name of an image; a repository is in lowercase and without a colon`);
  }
  return { registry, repository, tag, digest };
}

/** What is wrong with the name of an image, as the rest of a line that begins with the name of its arg. */
export function faultOfImage(text: string): string | undefined {
  try {
    parseImage(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The name without tag and digest; a host keeps its port. */
export const withoutTag = (text: string): string => text.split("@")[0]!.replace(/:[^:/]+$/, "");

/** The name that always means the same image. */
export const pinnedTo = (text: string, digest: string): string => `${withoutTag(text)}@${digest}`;

/**
 * A tag that names a digest. Workers of `docker` pools cannot pull by digest: their library splits a name at its only
 * colon, and asks for a tag.
 */
export const tagOfDigest = (digest: string): string => digest.replace(":", "-");
