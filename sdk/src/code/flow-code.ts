import { relative, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { define, type ProviderInputs } from "../provider/definition.js";
import { UnfinishedError } from "../provider/errors.js";
import { programDialect } from "../provider/program.js";
import { SyntaskResource } from "../provider/resource.js";
import { changeLines } from "./change-lines.js";
import { checkFolder, folderPrefix } from "./folder-path.js";
import { ignoreFileOf } from "./ignore-file.js";
import { changesBetween, digestOf, type HashedFile, hashFiles, type Manifest, manifestOf } from "./manifest.js";
import type { ObjectStore, StoreLocation } from "./object-store.js";
import { readSource } from "./source-digest.js";
import { listSourceFiles, type SourceSettings } from "./source-files.js";
import { openStore, type StoreKind } from "./store-registry.js";
import { alreadyThere, nothingUploaded, PartlyUploadedError, stillThere, sync, type Uploaded } from "./sync.js";

export interface FlowCodeArgs {
  /** Kind of store. A change replaces the upload. */
  store: StoreKind;
  /** Where the store is, such as `{ bucket: "flows" }`. A change replaces the upload. */
  location: pulumi.Input<Record<string, pulumi.Input<string | boolean>>>;
  /** Credentials of the upload; secret. @default the stack's config of the cloud, then what its SDK finds by itself */
  credentials?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Folder of the flow code, from the Pulumi program. Read while the program runs, so it is a plain string. */
  source: string;
  /** Folder in the store. A change replaces the upload. @default the root */
  folder?: pulumi.Input<string>;
  /** File in `source` whose patterns say what is not uploaded. @default `.syntaskignore`, or `.prefectignore` in that dialect */
  ignoreFile?: string;
  /** More patterns, after those of the ignore file. @default [] */
  ignore?: string[];
  /**
   * Uploads each content into a folder of its own, named by its digest. `keep` is how many of them `CodeReleases` leaves,
   * at least 2; `true` leaves 3.
   * @default false
   */
  releases?: boolean | { keep: number };
  /** Overwrite files of these names that are there already. @default false */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A folder of flow code in an object store. Sends only what changed, and deletes only what it sent.
 *
 * @example
 * ```ts
 * const code = new syntask.FlowCode("flows", { store: "s3", location: { bucket: "flows" }, source: "./flows" });
 * ```
 */
export class FlowCode extends SyntaskResource {
  declare readonly folder: pulumi.Output<string>;
  /** Stands for the content: the same for the same paths and bytes. */
  declare readonly digest: pulumi.Output<string>;
  /** SHA-256 of each file, by path. */
  declare readonly manifest: pulumi.Output<Manifest>;
  /** Digests of the releases that were uploaded, the latest first. */
  declare readonly releases: pulumi.Output<string[] | undefined>;
  declare readonly store: pulumi.Output<StoreKind>;
  declare readonly location: pulumi.Output<Record<string, string | boolean>>;
  /** How many releases stay. */
  declare readonly keep: pulumi.Output<number | undefined>;
  /** @internal */
  readonly credentials: FlowCodeArgs["credentials"];

  /** @throws RunError when there is nothing to upload */
  constructor(name: string, args: FlowCodeArgs, opts?: pulumi.CustomResourceOptions) {
    const { store, location, credentials, folder = "", ignore = [], adopt } = args;
    const source = relative(process.cwd(), resolve(args.source)).replaceAll("\\", "/") || ".";
    const ignoreFile = args.ignoreFile ?? ignoreFileOf(source, programDialect());
    super(
      FlowCode.definition,
      name,
      {
        store,
        location,
        credentials,
        source,
        folder: pulumi.output(folder).apply(folderPrefix),
        ignoreFile,
        ignore,
        keep: args.releases === true ? 3 : args.releases ? args.releases.keep : undefined,
        digest: readSource(name, { source, ignoreFile, ignore }),
        adopt,
        manifest: undefined,
        tags: undefined,
        releases: undefined,
      },
      opts,
    );
    this.credentials = credentials;
  }

  /** @internal */
  static readonly definition = define<FlowCodeInputs, FlowCodeState, ObjectStore>({
    kind: "FlowCode",
    noun: "flow code",
    label: ({ source }) => source ?? "",
    properties: ["store", "location", "credentials", "source", "folder", "ignoreFile", "ignore", "keep", "digest"],
    replaceOn: ["store", "location", "folder"],
    naturalKey: ["store", "location", "folder", "keep"],
    secrets: ["credentials"],
    defaults: { credentials: null, keep: null },
    // Where the content comes from says nothing of what is in the store.
    canonical: { source: () => "", ignoreFile: () => "", ignore: () => "" },
    createOverwrites: true,

    connect: ({ get }, { store, location, credentials }) => openStore(store)(location, { get }, credentials),

    async check(inputs, problems, { olds, say }) {
      const { keep, source } = inputs;
      checkFolder("folder", inputs.folder, problems);
      if (keep !== undefined && !(Number.isInteger(keep) && keep >= 2)) {
        problems.add("releases.keep", `is ${keep}; write a whole number from 2, as runs may be on the one before`);
      }
      if (olds || source === undefined) return;
      const files = await localFiles(inputs as FlowCodeInputs);
      say(changeLines(changesBetween({}, manifestOf(files))));
    },

    async describeChange({ manifest = {} }, inputs) {
      const changes = changesBetween(manifest, manifestOf(await localFiles(inputs)));
      return Object.values(changes).flat().length > 0 ? [changeLines(changes)] : [];
    },

    replaceBecause: (olds, news) =>
      (olds.keep === undefined) === (news.keep === undefined)
        ? []
        : [{ property: "keep", reason: "begins or ends, which moves every file" }],

    async find() {
      return undefined;
    },

    async create(store, inputs) {
      const files = await promisedFiles(inputs);
      const prefix = prefixOf(inputs);
      const { equal, others } = await alreadyThere(store, prefix, files);
      if (others.length > 0 && !inputs.adopt) throw refusal(store, prefix, others);
      const id = `${store.address}/${inputs.folder}`;
      return { id, state: await upload(store, inputs, files, equal, [], id) };
    },

    async read(store, id, olds) {
      const found = await stillThere(store, prefixOf(olds), olds);
      const { releases } = olds;
      return { id, inputs: { digest: digestOf(found.manifest) }, state: { ...found, ...(releases && { releases }) } };
    },

    async update(store, id, inputs, olds) {
      const files = await promisedFiles(inputs);
      const isNewRelease = inputs.keep !== undefined && prefixOf(inputs) !== prefixOf(olds);
      const before = isNewRelease ? (await alreadyThere(store, prefixOf(inputs), files)).equal : olds;
      return upload(store, inputs, files, before, olds.releases ?? [], id);
    },

    async delete(store, _, olds) {
      for (const release of olds.releases ?? []) await deleteFolder(store, `${olds.folder}${release}/`);
      if (olds.keep === undefined) {
        await store.delete(Object.keys(olds.manifest ?? {}).map((path) => olds.folder + path));
      }
    },
  });
}

interface FlowCodeInputs extends ProviderInputs {
  store: StoreKind;
  location: StoreLocation;
  credentials?: Record<string, string>;
  source: string;
  folder: string;
  ignoreFile: string;
  ignore: string[];
  keep?: number;
  digest: string;
}

interface FlowCodeState extends Uploaded {
  /** Digests of the contents that were uploaded, the latest first. */
  releases?: string[];
}

const unfinished = "unfinished";

/** Releases that an upload knows of, deleted ones included. */
const mostRemembered = 100;

const prefixOf = ({ folder, keep, digest }: FlowCodeInputs): string =>
  keep === undefined ? folder : `${folder}${digest}/`;

const localFiles = async (settings: SourceSettings): Promise<HashedFile[]> =>
  hashFiles((await listSourceFiles(settings)).files);

/** The files that the program saw. */
async function promisedFiles(inputs: FlowCodeInputs): Promise<HashedFile[]> {
  const files = await localFiles(inputs);
  if (digestOf(manifestOf(files)) !== inputs.digest) {
    throw new Error(`files in "${inputs.source}" were edited since this run began; run it again`);
  }
  return files;
}

/** Sends what is missing. Releases that are too old stay: one of them may be in use until something switches. */
async function upload(
  store: ObjectStore,
  inputs: FlowCodeInputs,
  files: readonly HashedFile[],
  before: Uploaded,
  releases: readonly string[],
  id: string,
): Promise<FlowCodeState> {
  const { keep, digest } = inputs;
  const latestFirst = [digest, ...releases.filter((release) => release !== digest)].slice(0, mostRemembered);
  const known = keep === undefined ? {} : { releases: latestFirst };
  try {
    return { ...(await sync(store, prefixOf(inputs), files, before)), ...known };
  } catch (error) {
    const { uploaded } = error instanceof PartlyUploadedError ? error : { uploaded: nothingUploaded };
    throw new UnfinishedError(id, { ...uploaded, digest: unfinished, ...known }, error);
  }
}

/** Deletes a release: it was written under a name of its own and belongs to nobody else. */
export async function deleteFolder(store: ObjectStore, prefix: string): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  await store.delete(keys);
}

function refusal(store: ObjectStore, prefix: string, others: readonly string[]): Error {
  const shown = others.slice(0, 5).join(", ") + (others.length > 5 ? ` and ${others.length - 5} more` : "");
  return new Error(
    `${store.address}/${prefix} holds other files of these names already: ${shown}; write \`adopt: true\` to overwrite them, or choose another \`folder\``,
  );
}
