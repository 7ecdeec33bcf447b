import { s3Error } from "../../sdk/src/aws/s3-errors";

const failure = (name: string, message: string, status?: number) =>
  s3Error("flows", "etl.py", Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } }))
    .message;

test.each([
  [failure("NoSuchBucket", "x", 404), "s3://flows/etl.py: there is no such bucket; make it first, or correct its name"],
  [failure("Odd", "the disk is full"), "s3://flows/etl.py: the disk is full"],
  [failure("Odd", ""), "s3://flows/etl.py: Odd"],
  [failure("Odd", "x", 403), "s3://flows/etl.py: access denied; the credentials may not do this here"],
  [
    failure("AuthorizationHeaderMalformed", "the region is wrong; expecting 'eu-west-1'"),
    "s3://flows/etl.py: the bucket is in region eu-west-1; set `aws:region` to it",
  ],
])("what AWS says becomes %j", (message, expected) => {
  expect(message).toBe(expected);
});

test("a failure of the bucket as a whole names no object", () => {
  expect(s3Error("flows", undefined, new Error("gone")).message).toBe("s3://flows/: gone");
});

test.each([
  ["NoSuchBucket", "there is no such bucket; make it first, or correct its name"],
  ["NoSuchKey", "there is no such object"],
  ["AccessDenied", "access denied; the credentials may not do this here"],
  ["Forbidden", "access denied; the credentials may not do this here"],
  [
    "InvalidAccessKeyId",
    "the access key is not known; it may have been deleted, or be so new that AWS does not know it yet",
  ],
  ["SignatureDoesNotMatch", "the secret access key does not belong to the access key"],
  ["ExpiredToken", "the credentials have expired; get new ones and run again"],
  ["PermanentRedirect", "the bucket is in another region; set `aws:region` to that of the bucket"],
  ["IllegalLocationConstraintException", "the bucket is in another region; set `aws:region` to that of the bucket"],
  ["SlowDown", "the store asks for fewer requests, also after several tries; run again later"],
  [
    "CredentialsProviderError",
    "no AWS credentials were found; set `aws:profile` or `aws:accessKey` in the stack's config, or AWS_PROFILE",
  ],
])("what AWS calls %s is told as what to do", (name, reason) => {
  expect(failure(name, "no")).toBe(`s3://flows/etl.py: ${reason}`);
});

test("a wrong form of a key names no region, and another error that names one is not about it", () => {
  expect(failure("AuthorizationHeaderMalformed", "the key is wrong")).toBe("s3://flows/etl.py: the key is wrong");
  expect(failure("Odd", "expecting 'eu-west-1'")).toBe("s3://flows/etl.py: expecting 'eu-west-1'");
});

test("an error keeps its cause", () => {
  const cause = new Error("gone");
  expect(s3Error("flows", "etl.py", cause).cause).toBe(cause);
});

const kmsKey = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd";
const denial = (action: string, on = ` on resource: ${kmsKey}`) =>
  `User: arn:aws:iam::123456789012:user/worker is not authorized to perform: ${action}${on} because no identity-based policy allows it`;

test.each([
  [
    denial("kms:Decrypt"),
    `the bucket is encrypted with a key of KMS, and the credentials lack \`kms:Decrypt\` on ${kmsKey}; write the key's ARN as \`kmsKeyArn\`, which gives it to workers, or grant it`,
  ],
  [
    denial("kms:GenerateDataKey", ""),
    "the bucket is encrypted with a key of KMS, and the credentials lack `kms:GenerateDataKey` on the key; grant it",
  ],
  [
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
    "the bucket is encrypted with a key of KMS that these credentials cannot use, or that is gone or disabled; write its ARN as `kmsKeyArn`, and look at the key's own policy",
  ],
])("a denial by the bucket's key names KMS: %s", (message, reason) => {
  expect(failure("AccessDenied", message, 403)).toBe(`s3://flows/etl.py: ${reason}`);
});

test("a key of KMS that is disabled is told as one", () => {
  expect(failure("KMS.DisabledException", "the key is disabled", 400)).toMatch(
    /KMS that .* disabled.*\(the key is disabled\)$/,
  );
});
