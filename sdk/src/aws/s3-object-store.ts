import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import {
  type Content,
  type ContentHashes,
  MissingStoreError,
  type ObjectStore,
  type OpenStore,
  type PutOptions,
  type StoredObject,
  TakenKeyError,
} from "../code/object-store.js";
import { lastingS3Client, loadS3, type S3Sdk, s3Client } from "./s3-client.js";
import { s3Error } from "./s3-errors.js";
import type { S3Settings } from "./s3-settings.js";

/** Most keys that one request deletes. */
const deletionsAtOnce = 1_000;
/** Most bytes that one request uploads. */
const largest = 5 * 1024 ** 3;
const attempts = 4;
/** Errors of a write that waits for nobody having the key. */
const takenKeyErrors = ["PreconditionFailed", "ConditionalRequestConflict"];

/** Location of a bucket: its name, and where it is when not on AWS. */
interface S3Location extends Pick<S3Settings, "region" | "endpoint"> {
  bucket: string;
  /** A text in languages whose maps have values of one type. */
  pathStyle?: boolean | "true" | "false";
}

export const openS3ObjectStore: OpenStore = async (location, config, credentials) => {
  const { bucket, pathStyle: written, ...place } = location as unknown as S3Location;
  const settings = { ...place, pathStyle: written === undefined ? undefined : String(written) === "true" };
  const client = credentials ? lastingS3Client(config, settings, credentials) : s3Client(config, settings);
  return new S3ObjectStore(loadS3(), await client, bucket);
};

/** A bucket of S3, or of a store that speaks like it. */
export class S3ObjectStore implements ObjectStore {
  readonly address: string;
  /** When the store answered last, by its own clock. */
  #answeredAt = new Date(Number.NaN);
  /** Whether the store takes a write that waits for nobody having the key. */
  #knowsConditions = true;

  constructor(
    private readonly sdk: S3Sdk,
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {
    this.address = `s3://${bucket}`;
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers = {} } = result.response as { headers?: Record<string, string> };
        this.#answeredAt = new Date(headers.date ?? Number.NaN);
        return result;
      },
      { step: "deserialize", name: "clockOfStore" },
    );
    addContentHashes(client);
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const pages = this.sdk.paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: prefix });
    try {
      for await (const { Contents = [] } of pages) {
        const listedAt = this.#answeredAt;
        for (const { Key = "", ETag = "", Size = 0, LastModified } of Contents) {
          const writtenAt = LastModified ?? new Date(Number.NaN);
          yield { key: Key, etag: unquoted(ETag), size: Size, writtenAt, listedAt };
        }
      }
    } catch (error) {
      const failure = s3Error(this.bucket, prefix, error);
      throw (error as Error).name === "NoSuchBucket" ? new MissingStoreError(failure.message) : failure;
    }
  }

  async put(key: string, content: Content, { onlyIfNew = false }: PutOptions = {}): Promise<string> {
    if (content.size > largest) {
      throw new Error(`${this.address}/${key} would have ${content.size} bytes, and S3 takes 5 GiB at once; ignore it`);
    }
    for (let attempt = 1; ; attempt++) {
      const hasCondition = onlyIfNew && this.#knowsConditions;
      try {
        return await this.#attempt(key, content, hasCondition);
      } catch (error) {
        const { name } = error as Error;
        if (takenKeyErrors.includes(name)) throw new TakenKeyError(this, key);
        if (hasCondition && name === "NotImplemented") {
          this.#knowsConditions = false;
          continue;
        }
        const retryable = (error as { $retryable?: unknown; $metadata?: { httpStatusCode?: number } }) ?? {};
        // The SDK repeats what it can send again by itself; a stream has to be opened anew.
        const again = !content.isSmall && attempt < attempts && (retryable.$metadata?.httpStatusCode ?? 0) >= 500;
        if (!again) throw isOwn(error) ? error : s3Error(this.bucket, key, error);
      }
    }
  }

  async #attempt(key: string, content: Content, onlyIfNew: boolean): Promise<string> {
    if (content.isSmall) return this.#send(key, content, onlyIfNew, await content.read());
    const stream = content.open();
    const sending = new AbortController();
    let failure: Error | undefined;
    stream.once("error", (error) => {
      failure = error;
      sending.abort();
    });
    return this.#send(key, content, onlyIfNew, stream, sending.signal).catch((error) => {
      throw failure ?? error;
    });
  }

  async #send(
    key: string,
    content: Content,
    onlyIfNew: boolean,
    body: Buffer | Readable,
    abortSignal?: AbortSignal,
  ): Promise<string> {
    const command = new this.sdk.PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentLength: content.size,
      // A bucket with a default retention takes no object without it.
      ContentMD5: Buffer.from(content.md5, "hex").toString("base64"),
      Metadata: { sha256: content.sha256 },
      IfNoneMatch: onlyIfNew ? "*" : undefined,
    });
    // With options the client puts its middleware together anew for each request.
    const { ETag = "" } = await (abortSignal ? this.client.send(command, { abortSignal }) : this.client.send(command));
    return unquoted(ETag);
  }

  /** The ETag of what is encrypted with a key of KMS says nothing of its content, but the metadata does. */
  async holds({ key, etag, size }: StoredObject, content: ContentHashes): Promise<boolean> {
    if (etag === content.md5) return true;
    if (size !== content.size) return false;
    try {
      const head = await this.client.send(new this.sdk.HeadObjectCommand({ Bucket: this.bucket, Key: key }));
      return head.Metadata?.sha256 === content.sha256;
    } catch (error) {
      throw s3Error(this.bucket, key, error);
    }
  }

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

/** Says of what is sent which content it has to be. */
function addContentHashes(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        // S3 compares the content with the hash in the signature.
        if (commandName === "PutObjectCommand") headers["x-amz-content-sha256"] = sha256In(args.input);
        return next(args);
      },
    { step: "build", name: "contentSha256" },
  );
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const { headers, body } = args.request as { headers: Record<string, string>; body: string };
        // Stores that only speak like S3 take no deletion with the SDK's newer checksum alone.
        if (commandName === "DeleteObjectsCommand") {
          for (const name of Object.keys(headers)) if (/^x-amz-(sdk-)?checksum/.test(name)) delete headers[name];
          headers["content-md5"] = createHash("md5").update(body).digest("base64");
        }
        return next(args);
      },
    { step: "build", priority: "low", name: "contentMd5" },
  );
}

const sha256In = (input: object): string => (input as { Metadata: { sha256: string } }).Metadata.sha256;

const unquoted = (etag: string): string => etag.replace(/^"|"$/g, "");

/** Errors of ours are in the user's words already. */
const isOwn = (error: unknown): boolean =>
  !(error as { $metadata?: unknown }).$metadata && error instanceof Error && error.name === "Error";
