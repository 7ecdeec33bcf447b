import { ownValue } from "../api/own-value.js";
import { infrastructureOf } from "../resources/work-pool-template.js";

/** What pools of a type can run; other types run what their machines are. Source: the clouds' manuals. */
const platforms: { readonly [type: string]: readonly string[] } = {
  "azure-container-instance": ["linux/amd64"],
  "cloud-run": ["linux/amd64"],
  "cloud-run-v2": ["linux/amd64"],
  ecs: ["linux/amd64", "linux/arm64"],
  "vertex-ai": ["linux/amd64"],
};

/** Whether pools of a type run images of some platforms only. */
export const needsPlatform = (type: string | undefined): boolean => platformsOf(type) !== undefined;

const platformsOf = (type: string | undefined): readonly string[] | undefined =>
  type === undefined ? undefined : ownValue(platforms, infrastructureOf(type));

/** The platform that an image is built for where the program says none; `undefined` is that of Docker's machine. */
export const platformOf = (type: string | undefined): string | undefined => platformsOf(type)?.[0];

/**
 * Why a pool cannot run an image, or nothing when it can.
 *
 * @param type of the pool
 * @param given platforms of the image; none when they are not known
 */
export function faultOfPlatform(type: string | undefined, given: readonly string[]): string | undefined {
  if (type === undefined) return undefined;
  if (type === "process") return "`workPool` is of type process, which runs no images; write a pool of type docker";
  const runs = platformsOf(type);
  const matches = (platform: string) => runs?.some((known) => platform === known || platform.startsWith(`${known}/`));
  if (!runs || given.length === 0 || given.some(matches)) return undefined;
  return `the image is for ${given.join(", ")}, and pools of type ${type} run ${runs.join(" or ")}; build it for that`;
}
