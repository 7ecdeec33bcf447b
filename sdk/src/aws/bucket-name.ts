/** What S3 would refuse in the name of a bucket. */
export function faultOfBucketName(name: string): string | undefined {
  if (/^(s3:\/\/|arn:)/.test(name)) {
    const bare = name.replace(/^(s3:\/\/|arn:[^:]*:s3:::)/, "").split("/")[0];
    return `is "${name}"; write the name alone, "${bare}"`;
  }
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..") && !/^[\d.]+$/.test(name))
    return undefined;
  return `"${name}" is no name of a bucket: S3 takes 3 to 63 lowercase letters, digits, dots and dashes`;
}
