/** What went wrong with a bucket, as a sentence for the user. */
export function s3Error(bucket: string, key: string | undefined, cause: unknown): Error {
  const { name, message, $metadata } = cause as Error & { $metadata?: { httpStatusCode?: number } };
  const reason =
    reasons.get(name) ?? otherRegion(name, message) ?? ($metadata?.httpStatusCode === 403 ? accessDenied : undefined);
  const place = `s3://${bucket}/${key ?? ""}`;
  return new Error(reason ? `${place}: ${reason}` : `${place}: ${message || name}`, { cause });
}

/** A wrong region and a wrong form of the access key have one name in common. */
function otherRegion(name: string, message: string): string | undefined {
  const [, region] = (name === "AuthorizationHeaderMalformed" && /expecting '([\w-]+)'/.exec(message)) || [];
  return region && `the bucket is in region ${region}; set \`aws:region\` to it`;
}

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
    PermanentRedirect: "the bucket is in another region; set `aws:region` to it",
    IllegalLocationConstraintException: "the bucket is in another region; set `aws:region` to it",
    SlowDown: "the store asks for fewer requests, also after several tries; run again later",
    CredentialsProviderError:
      "no AWS credentials were found; set `aws:profile` or `aws:accessKey` in the stack's config, or AWS_PROFILE",
  }),
);
