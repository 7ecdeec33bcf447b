import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Content, ObjectStore, OpenStore, StoredObject } from "../code/object-store.js";
import { lastingS3Client, loadS3, type S3Sdk, s3Client } from "./s3-client.js";
import { s3Error } from "./s3-errors.js";
import type { S3Settings } from "./s3-settings.js";

/** Most keys that one request deletes. */
const deletionsAtOnce = 1_000;
/** Most bytes that one request uploads. */
const largest = 5 * 1024 ** 3;
const attempts = 4;

/** Location of a bucket: its name, and where it is when not on AWS. */
interface S3Location extends Pick<S3Settings, "region" | "endpoint" | "pathStyle"> {
  bucket: string;
}

export const openS3ObjectStore: OpenStore = async (location, config, credentials) => {
  const { bucket, ...settings } = location as unknown as S3Location;
  const client = credentials ? lastingS3Client(config, settings, credentials) : s3Client(config, settings);
  return new S3ObjectStore(loadS3(), await client, bucket);
};

/** A bucket of S3, or of a store that speaks like it. */
export class S3ObjectStore implements ObjectStore {
  readonly address: string;

  constructor(
    private readonly sdk: S3Sdk,
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {
    this.address = `s3://${bucket}`;
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const pages = this.sdk.paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: prefix });
    try {
      for await (const { Contents = [] } of pages) {
        for (const { Key = "", ETag = "" } of Contents) yield { key: Key, tag: unquoted(ETag) };
      }
    } catch (error) {
      throw s3Error(this.bucket, prefix, error);
    }
  }

  async put(key: string, content: Content): Promise<string> {
    if (content.size > largest) {
      throw new Error(`${this.address}/${key} would have ${content.size} bytes, and S3 takes 5 GiB at once; ignore it`);
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(key, content);
      } catch (error) {
        const retryable = (error as { $retryable?: unknown; $metadata?: { httpStatusCode?: number } }) ?? {};
        // The SDK repeats what it can send again by itself; a stream has to be opened anew.
        const again = !content.isSmall && attempt < attempts && (retryable.$metadata?.httpStatusCode ?? 0) >= 500;
        if (!again) throw isOwn(error) ? error : s3Error(this.bucket, key, error);
      }
    }
  }

  async #attempt(key: string, content: Content): Promise<string> {
    if (content.isSmall) return this.#send(key, content, await content.read());
    const stream = content.open();
    const sending = new AbortController();
    let failure: Error | undefined;
    stream.once("error", (error) => {
      failure = error;
      sending.abort();
    });
    return this.#send(key, content, stream, sending.signal).catch((error) => {
      throw failure ?? error;
    });
  }

  async #send(key: string, content: Content, body: Buffer | Readable, abortSignal?: AbortSignal): Promise<string> {
    const command = new this.sdk.PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentLength: content.size,
    });
    // S3 compares the content with the hash in the signature.
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers["x-amz-content-sha256"] = content.sha256;
        return next(args);
      },
      { step: "build", name: "contentSha256" },
    );
    const { ETag = "" } = await this.client.send(command, { abortSignal });
    return unquoted(ETag);
  }

  /** Holds for what is not encrypted with a key of KMS. */
  tagOf = ({ md5 }: Pick<Content, "md5">): string => md5;

  async read(key: string): Promise<Buffer> {
    try {
      const { Body } = await this.client.send(new this.sdk.GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return Buffer.from(await Body!.transformToByteArray());
    } catch (error) {
      throw s3Error(this.bucket, key, error);
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += deletionsAtOnce) {
      const Objects = keys.slice(start, start + deletionsAtOnce).map((Key) => ({ Key }));
      const command = new this.sdk.DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } });
      const { Errors = [] } = await this.client.send(command).catch((error): { Errors?: [] } => {
        if (error.name === "NoSuchBucket") return {};
        throw s3Error(this.bucket, undefined, error);
      });
      const [failed] = Errors;
      if (failed) throw s3Error(this.bucket, failed.Key, { name: failed.Code, message: failed.Message });
    }
  }
}

const unquoted = (tag: string): string => tag.replace(/^"|"$/g, "");

/** Errors of ours are in the user's words already. */
const isOwn = (error: unknown): boolean =>
  !(error as { $metadata?: unknown }).$metadata && error instanceof Error && error.name === "Error";
