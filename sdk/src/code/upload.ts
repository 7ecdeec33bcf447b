import type { OperationContext } from "../engine/definition.js";
import { PartialCreateError } from "../engine/errors.js";
import { type AdoptionRules, inspect } from "./adoption.js";
import type { FlowCodeInputs } from "./flow-code-inputs.js";
import { digestOf, type HashedFile, hashFiles, type Manifest, manifestOf } from "./manifest.js";
import type { ObjectStore } from "./object-store.js";
import { nameUser, useRelease } from "./release-use.js";
import { listSourceFiles, type SourceSettings } from "./source-files.js";
import { nothingUploaded, PartlyUploadedError, sync, type Uploaded } from "./sync.js";

export interface FlowCodeState {
  manifest: Manifest;
  /** ETags by path. */
  tags: Record<string, string>;
  /** Digests of the contents that were uploaded, the latest first. */
  releases?: string[];
  user?: string;
}

/** What the state knows to be in the store. */
export const uploadedIn = ({ manifest, tags }: FlowCodeState): Uploaded => ({ manifest, etags: tags });

/** The same in the words of users' states. */
export const stateOf = ({ manifest, etags }: Uploaded): FlowCodeState => ({ manifest, tags: etags });

const unfinished = "unfinished";

/** Releases that an upload knows of, deleted ones included. */
const mostRemembered = 100;

const prefixOf = ({ folder, keep, digest }: FlowCodeInputs): string =>
  keep === undefined ? folder : `${folder}${digest}/`;

/** Where the last upload went: after a refresh its digest is that of what is there now. */
export const lastPrefixOf = (olds: FlowCodeInputs & FlowCodeState): string =>
  prefixOf({ ...olds, digest: olds.releases?.[0] ?? olds.digest });

export const localFiles = async (settings: SourceSettings): Promise<HashedFile[]> =>
  hashFiles((await listSourceFiles(settings)).files);

/** The files that the program saw. */
async function promisedFiles(inputs: FlowCodeInputs): Promise<HashedFile[]> {
  const files = await localFiles(inputs);
  if (digestOf(manifestOf(files)) !== inputs.digest) {
    throw new Error(`files in "${inputs.source}" were edited since this run began; run it again`);
  }
  return files;
}

/**
 * Sends what is missing. Releases that are too old stay: one of them may be in use until something switches.
 *
 * @param olds inputs and outputs of the last upload, if there was one
 * @throws PartialCreateError when some of it was sent
 */
export async function upload(
  store: ObjectStore,
  id: string,
  inputs: FlowCodeInputs,
  olds: (FlowCodeInputs & FlowCodeState) | undefined,
  context: OperationContext & Pick<AdoptionRules, "isInState">,
): Promise<FlowCodeState> {
  const { isInState, say } = context;
  const files = await promisedFiles(inputs);
  const prefix = prefixOf(inputs);
  const before = olds && lastPrefixOf(olds) === prefix ? uploadedIn(olds) : nothingUploaded;
  const known = inputs.keep === undefined ? {} : await useOf(store, inputs, olds);
  try {
    const rules = { isInState, say, adopt: inputs.adopt, isShared: inputs.keep !== undefined };
    return { ...stateOf(await sync(store, prefix, files, before, rules, context)), ...known };
  } catch (error) {
    if (!(error instanceof PartlyUploadedError)) throw error;
    throw new PartialCreateError(id, { ...stateOf(error.uploaded), digest: unfinished, ...known }, error);
  }
}

/** Tells what the first upload takes over or is refused for. A release is a folder of its own, and everybody's. */
export async function foresee(store: ObjectStore, inputs: FlowCodeInputs, { say }: OperationContext): Promise<void> {
  if (inputs.keep !== undefined) return;
  await inspect(store, inputs.folder, await localFiles(inputs), { adopt: inputs.adopt, say });
}

/** Says in the store that the release is used, and returns what the state knows of releases. */
async function useOf(
  store: ObjectStore,
  { folder, digest, uploader = "" }: FlowCodeInputs,
  olds: FlowCodeState | undefined,
): Promise<Pick<FlowCodeState, "releases" | "user">> {
  const user = olds?.user ?? (await nameUser(store, folder, uploader));
  await useRelease(store, folder, digest, user);
  const others = (olds?.releases ?? []).filter((release) => release !== digest);
  return { releases: [digest, ...others].slice(0, mostRemembered), user };
}
