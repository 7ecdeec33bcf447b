/**
 * What Google refuses in the name of a bucket, in a sentence that says what to write instead.
 * Source: https://cloud.google.com/storage/docs/buckets#naming
 *
 * @returns undefined when the name is fine
 */
export function faultOfBucketName(name: string): string | undefined {
  if (name.startsWith("gs://")) return `"${name}" is a URL; write the bucket's name alone, "${bucketOf(name)}"`;
  if (name.includes("/"))
    return `"${name}" has a folder in it; write "${name.split("/")[0]}" and give the folder as \`folder\``;
  if (/[^a-z0-9._-]/.test(name)) {
    return `"${name}" may hold lowercase letters, digits, dashes, underscores and dots only; write "${respelled(name)}"`;
  }
  if (/^[._-]|[._-]$/.test(name)) return `"${name}" has to start and end with a letter or a digit`;
  if (name.length < 3) return `"${name}" is too short; write at least 3 characters`;
  const long = name.split(".").find((part) => part.length > 63);
  if (long !== undefined || name.length > 222) {
    return `"${name}" is too long; write at most 63 characters, or 222 with dots between parts of at most 63`;
  }
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return `"${name}" looks like an IP address; write another name`;
  if (name.startsWith("goog") || /g[o0]{2}gle/.test(name)) {
    return `"${name}" starts with "goog" or has "google" in it, which Google keeps for itself; write another name`;
  }
  return undefined;
}

const bucketOf = (url: string): string => url.slice("gs://".length).split("/")[0]!;

const respelled = (name: string): string => name.toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
