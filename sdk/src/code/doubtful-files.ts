import { firstOf } from "../engine/value-text.js";
import { IgnoreRules } from "./ignore-rules.js";
import type { SourceFile } from "./source-files.js";

/** What is never sent anywhere: config and state of stacks, and what builds of images put together. */
export const neverSent = new IgnoreRules(["Pulumi.*.yaml", "Pulumi.*.yml", ".pulumi/", "/.syntask/"]);

/** What may hold passwords, tokens or keys. */
const mayHoldSecrets = new IgnoreRules([
  ".env",
  ".env.*",
  "!.env.example",
  "!.env.sample",
  "!.env.template",
  ".git",
  ".hg/",
  ".svn/",
  "*.pem",
  "*.key",
  "*.p12",
  "*.pfx",
  "id_rsa",
  "id_dsa",
  "id_ecdsa",
  "id_ed25519",
  ".git-credentials",
  ".netrc",
  ".npmrc",
  ".pypirc",
  ".aws/",
  ".azure/",
  ".docker/",
  ".kube/",
  ".ssh/",
]);

/** What is seldom flow code, and mostly large. */
const seldomMeant = new IgnoreRules([".venv/", "venv/", "env/", "node_modules/", "__pycache__/"]);

const mostNamed = 6;

/** Files that are seldom meant to leave a machine. */
export interface DoubtfulFiles {
  mayHoldSecrets: SourceFile[];
  seldomMeant: SourceFile[];
}

export const doubtfulFiles = (files: readonly SourceFile[]): DoubtfulFiles => ({
  mayHoldSecrets: files.filter(({ path }) => mayHoldSecrets.ignores(path)),
  seldomMeant: files.filter(({ path }) => seldomMeant.ignores(path) && !mayHoldSecrets.ignores(path)),
});

/**
 * What a user is told of doubtful files, one line for each reason.
 *
 * @param verb what happens to them: `uploads`
 * @param advice where to name them
 */
export function doubtfulLines(doubtful: DoubtfulFiles, verb: string, advice: string): string[] {
  const line = (files: readonly SourceFile[], rules: IgnoreRules, doubt: string): string[] =>
    files.length === 0 ? [] : [`${verb} ${places(files, rules)}, which ${doubt}; ${advice}`];
  return [
    ...line(doubtful.mayHoldSecrets, mayHoldSecrets, "may hold secrets"),
    ...line(doubtful.seldomMeant, seldomMeant, "are seldom flow code"),
  ];
}

/** A folder that matches as a whole is named once. */
function places(files: readonly SourceFile[], rules: IgnoreRules): string {
  const byPlace = new Map<string, SourceFile[]>();
  for (const file of files) {
    const place = placeOf(file.path, rules);
    byPlace.set(place, [...(byPlace.get(place) ?? []), file]);
  }
  const named = [...byPlace].map(([place, found]) =>
    found[0]!.path === place ? place : `${place} (${found.length} files, ${megabytes(found)} MB)`,
  );
  return firstOf(named, mostNamed);
}

function placeOf(path: string, rules: IgnoreRules): string {
  const segments = path.split("/");
  const folders = segments.slice(0, -1).map((_, index) => segments.slice(0, index + 1).join("/"));
  return folders.find((folder) => rules.ignores(`${folder}/`)) ?? path;
}

const megabytes = (files: readonly SourceFile[]): string =>
  (files.reduce((sum, { size }) => sum + size, 0) / 1e6).toFixed(1);
