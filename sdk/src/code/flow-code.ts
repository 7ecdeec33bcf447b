import type * as pulumi from "@pulumi/pulumi";
import { changedContents } from "../engine/changed-content.js";
import { defineFields } from "../engine/define-fields.js";
import { identityOf } from "../engine/ownership.js";
import { currentRun } from "../engine/run.js";
import { inputsFor } from "../provider/define-resource.js";
import { SyntaskResource } from "../provider/resource.js";
import { changeLines } from "./change-lines.js";
import { CloudSettings, cloudOfStore, withoutProvider } from "./cloud-settings.js";
import { type FlowCodeInputs, fields, normalizeFlowCode } from "./flow-code-inputs.js";
import { checkFolder } from "./folder-path.js";
import { changesBetween, digestOf, type Manifest, manifestOf } from "./manifest.js";
import { MissingStoreError, type ObjectStore } from "./object-store.js";
import { leaveReleases } from "./release-use.js";
import { openStoreOf, stackSettingsOfStore } from "./store-fields.js";
import { faultOfStore, type StoreKind } from "./store-registry.js";
import { stillThere } from "./sync.js";
import { type FlowCodeState, foresee, lastPrefixOf, localFiles, stateOf, upload, uploadedIn } from "./upload.js";
import { deleteUnlessWritten } from "./written-in-run.js";

/** The args of {@link FlowCode}. */
export interface FlowCodeArgs {
  /** Kind of store. A change replaces the upload. */
  store: StoreKind;
  /** Where the store is, such as `{ bucket: "flows" }`. A change replaces the upload. */
  location: pulumi.Input<Record<string, pulumi.Input<string | boolean>>>;
  /**
   * Credentials of the upload; secret.
   * @default those of the cloud's provider that the upload or its parent was given, else of the stack's config, then what the
   *   cloud's SDK finds by itself
   */
  credentials?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Folder of the flow code, from the Pulumi program. Read while the program runs, so it is a plain string. */
  source: string;
  /** Folder (key prefix) in the store. A change replaces the upload. @default the root */
  folder?: pulumi.Input<string>;
  /** Ignore file in `source`: its patterns say what is not uploaded. @default `.syntaskignore`, or `.prefectignore` in that dialect */
  ignoreFile?: string;
  /** More ignore patterns, after those of the ignore file. @default [] */
  ignore?: string[];
  /**
   * Uploads each content into a folder of its own, named by its digest. `keep` is how many of them `ReleasePruning` leaves,
   * at least 2, in TypeScript also `true`, which leaves 3.
   * @default none
   */
  releases?: boolean | FlowCodeReleases;
  /**
   * Take over files of these names that are there already, and overwrite those that differ. Equal ones of the last hour
   * are taken over without it, as a run that was killed leaves them.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** How many releases stay. */
export interface FlowCodeReleases {
  /** How many releases `ReleasePruning` leaves, at least 2. */
  keep: number;
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
  /** Folder in the store, with a slash at its end. */
  declare readonly folder: pulumi.Output<string>;
  /** Stands for the content: the same for the same paths and bytes. */
  declare readonly digest: pulumi.Output<string>;
  /** SHA-256 of each file, by path. */
  declare readonly manifest: pulumi.Output<Manifest>;
  /** Digests of the releases that were uploaded, the latest first. */
  declare readonly releases: pulumi.Output<string[] | undefined>;
  /** The name under which the store says which releases this upload uses. */
  declare readonly user: pulumi.Output<string | undefined>;
  /** Kind of the store. */
  declare readonly store: pulumi.Output<StoreKind>;
  /** Where the store is. */
  declare readonly location: pulumi.Output<Record<string, string | boolean>>;
  /** How many releases stay. */
  declare readonly keep: pulumi.Output<number | undefined>;
  /** @internal */
  readonly credentials: FlowCodeArgs["credentials"];
  /** @internal */
  readonly provider: CloudSettings["provider"];

  /** @throws RunError when there is nothing to upload */
  constructor(name: string, args: FlowCodeArgs, opts?: pulumi.CustomResourceOptions) {
    const { store, credentials } = args;
    const cloud = cloudOfStore[store];
    const { provider } = new CloudSettings(cloud, opts ?? {});
    const inputs = inputsFor(FlowCode.definition, name, { ...args, provider });
    super(FlowCode.definition, name, inputs, withoutProvider(cloud, opts));
    this.credentials = credentials;
    this.provider = provider;
  }

  /** @internal */
  static override readonly definition = defineFields<typeof fields, FlowCodeState, ObjectStore>(fields, {
    kind: "FlowCode",
    noun: "flow code",
    label: ({ source }) => source ?? "",
    outputs: ["manifest", "tags", "releases", "user"],
    given: ["releases"],
    normalize: normalizeFlowCode,
    createOverwrites: true,

    connect: openStoreOf,
    stackSettings: stackSettingsOfStore,

    async check(inputs, failures, { olds, say }) {
      checkFolder("folder", inputs.folder, failures);
      const fault = inputs.store && faultOfStore(inputs.store);
      if (fault) return failures.add(undefined, fault);
      if (olds || inputs.source === undefined) return;
      const files = await localFiles(inputs as FlowCodeInputs);
      say(changeLines(changesBetween({}, manifestOf(files))));
    },

    async describeChange({ manifest = {} }, inputs) {
      const changes = changesBetween(manifest, manifestOf(await localFiles(inputs)));
      if (Object.values(changes).flat().length === 0) return [];
      const { location, folder, source } = inputs;
      const container = String(location.bucket ?? location.container);
      changedContents.add({ container, folder }, `flow code "${source}"`);
      return [changeLines(changes)];
    },

    replaceBecause: (olds, news) =>
      (olds.keep === undefined) === (news.keep === undefined)
        ? []
        : [{ property: "keep", reason: "begins or ends, which moves every file" }],

    foresee,

    async find() {
      return undefined;
    },

    async create(store, inputs, context) {
      const id = `${store.address}/${inputs.folder}`;
      const isInState = currentRun.isInState(identityOf(FlowCode.definition, inputs as never));
      return { id, state: await upload(store, id, inputs, undefined, { ...context, isInState }) };
    },

    async read(store, id, olds) {
      const found = await stillThere(store, lastPrefixOf(olds), uploadedIn(olds)).catch((error) => {
        if (error instanceof MissingStoreError) return undefined;
        throw error;
      });
      if (!found) return undefined;
      const { releases, user } = olds;
      const inputs = { digest: digestOf(found.manifest) };
      return { id, inputs, state: { ...stateOf(found), ...(releases && { releases }), ...(user && { user }) } };
    },

    async update(store, id, inputs, olds, context) {
      return upload(store, id, inputs, olds, context);
    },

    async delete(store, _, olds, { say }) {
      const { folder, keep, manifest = {}, releases = [], user } = olds;
      const keys = Object.keys(manifest).map((path) => folder + path);
      try {
        if (keep === undefined) await deleteUnlessWritten(store, keys, say);
        else await leaveReleases(store, { folder, releases, user }, say);
      } catch (error) {
        if (!(error instanceof MissingStoreError)) throw error;
      }
    },
  });
}
