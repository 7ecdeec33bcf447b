import { type PolicyText, policyText } from "./iam.js";

/** What a worker may do with its folder. */
export type S3Permissions = "read" | "readWrite";

/**
 * The least that a worker needs: to list its folder and to read, or to read and write, what is in it.
 *
 * @param folder with a slash at its end, or `""` for all of the bucket
 * @param kmsKeyArn of the customer's key of KMS with which the bucket is encrypted, if it is
 */
export function folderPolicy(
  bucketArn: string,
  folder: string,
  permissions: S3Permissions,
  kmsKeyArn?: string,
): PolicyText {
  return policyText([
    {
      Sid: "ListFolder",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn,
      ...(folder && { Condition: { StringLike: { "s3:prefix": `${folder}*` } } }),
    },
    {
      Sid: "UseObjects",
      Effect: "Allow",
      Action: permissions === "read" ? "s3:GetObject" : ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: `${bucketArn}/${folder}*`,
    },
    ...useOfKey(bucketArn, folder, permissions, kmsKeyArn),
  ]);
}

/** Puts and gets bundles, the code of single runs, by their names: nobody has to list or delete them. */
export const bundlesPolicy = (bucketArn: string, kmsKeyArn?: string): PolicyText =>
  policyText([
    {
      Sid: "UseBundles",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: `${bucketArn}/*`,
    },
    ...useOfKey(bucketArn, "", "readWrite", kmsKeyArn),
  ]);

const useOfKey = (
  bucketArn: string,
  folder: string,
  permissions: S3Permissions,
  kmsKeyArn: string | undefined,
): object[] =>
  kmsKeyArn === undefined
    ? []
    : [
        {
          Sid: "UseKey",
          Effect: "Allow",
          Action: permissions === "read" ? "kms:Decrypt" : ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: kmsKeyArn,
          // S3 names the object, or the bucket where that has a key of its own between.
          Condition: { StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucketArn, `${bucketArn}/${folder}*`] } },
        },
      ];

/** A policy knows a key of KMS by its ARN alone. */
export const faultOfKmsKey = (arn: string): string | undefined =>
  /^arn:[^:]+:kms:[^:]+:\d+:key\/./.test(arn)
    ? undefined
    : `is "${arn}"; write the ARN of the key itself, like "arn:aws:kms:eu-central-1:123456789012:key/…", as policies know no aliases`;

/** Refuses every request to a bucket that is not encrypted on its way. */
export const tlsOnlyPolicy = (bucketArn: string): PolicyText =>
  policyText([
    {
      Sid: "OnlyTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);

/** What a policy would read as a wildcard or a variable of its own. */
export const faultOfFolder = (folder: string): string | undefined =>
  /[*?]|\$\{/.test(folder)
    ? `"${folder}" holds "*", "?" or "\${", which a policy takes for a pattern; write a folder without them`
    : undefined;

/** The ARN of a bucket that is known by its name only. */
export const bucketArnOf = (bucket: string, partition: string): string => `arn:${partition}:s3:::${bucket}`;
