/** What went wrong with a bucket, as a sentence for the user. */
export function s3Error(bucket: string, key: string | undefined, cause: unknown): Error {
  const { name, message, $metadata } = cause as Error & { $metadata?: { httpStatusCode?: number } };
  const reason =
    keyOfKms(name, message) ??
    reasons.get(name) ??
    otherRegion(name, message) ??
    ($metadata?.httpStatusCode === 403 ? accessDenied : undefined);
  const place = `s3://${bucket}/${key ?? ""}`;
  return new Error(reason ? `${place}: ${reason}` : `${place}: ${message || name}`, { cause });
}

/** A wrong region and a wrong form of the access key have one name in common. */
function otherRegion(name: string, message: string): string | undefined {
  const [, region] = (name === "AuthorizationHeaderMalformed" && /expecting '([\w-]+)'/.exec(message)) || [];
  return region && `the bucket is in region ${region}; set \`aws:region\` to it`;
}

/** S3 answers "access denied" also for what its bucket's key of KMS denies, and tells which it is in its sentence alone. */
function keyOfKms(name: string, message = ""): string | undefined {
  const [, action, key] = /not authorized to perform: (kms:\w+)(?: on resource: (arn:\S+))?/.exec(message) ?? [];
  if (action) {
    const advice =
      action === "kms:Decrypt"
        ? "write the key's ARN as `kmsKeyArn`, which gives it to workers, or grant it"
        : "grant it";
    return `the bucket is encrypted with a key of KMS, and the credentials lack \`${action}\` on ${key ?? "the key"}; ${advice}`;
  }
  if (/refers to a customer master key/.test(message)) return unusableKey;
  return name.startsWith("KMS.") ? `${unusableKey} (${message})` : undefined;
}

const unusableKey =
  "the bucket is encrypted with a key of KMS that these credentials cannot use, or that is gone or disabled; write its ARN as `kmsKeyArn`, and look at the key's own policy";

const accessDenied = "access denied; the credentials may not do this here";

const reasons = new Map(
  Object.entries({
    NoSuchBucket: "there is no such bucket; make it first, or correct its name",
    NoSuchKey: "there is no such object",
    AccessDenied: accessDenied,
    Forbidden: accessDenied,
    InvalidAccessKeyId:
      "the access key is not known; it may have been deleted, or be so new that AWS does not know it yet",
    SignatureDoesNotMatch: "the secret access key does not belong to the access key",
    ExpiredToken: "the credentials have expired; get new ones and run again",
    PermanentRedirect: "the bucket is in another region; set `aws:region` to that of the bucket",
    IllegalLocationConstraintException: "the bucket is in another region; set `aws:region` to that of the bucket",
    SlowDown: "the store asks for fewer requests, also after several tries; run again later",
    CredentialsProviderError:
      "no AWS credentials were found; set `aws:profile` or `aws:accessKey` in the stack's config, or AWS_PROFILE",
  }),
);
