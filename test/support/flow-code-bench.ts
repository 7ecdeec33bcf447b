import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Moto } from "../../emulators/aws/moto";
import { CountingProxy } from "./counting-proxy";
import { Stack } from "./stack";

/** An emulator of S3 whose calls are counted, for stacks with a folder of flow code. */
export class FlowCodeBench {
  private constructor(
    private readonly moto: Moto,
    readonly proxy: CountingProxy,
    readonly s3: S3Client,
  ) {}

  static async start(): Promise<FlowCodeBench> {
    const moto = await Moto.start();
    const proxy = await CountingProxy.start(`${moto.url}/`);
    return new FlowCodeBench(moto, proxy, new S3Client(moto.client()));
  }

  /** URL of the store. */
  get endpoint(): string {
    return this.proxy.url.replace(/\/$/, "");
  }

  async makeBucket(bucket: string): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  }

  /** A stack with a folder of flow code, and a bucket. */
  async stackWith(bucket: string, files: Record<string, string>, more = ""): Promise<Stack> {
    await this.makeBucket(bucket);
    return this.stack(program(bucket, more), files);
  }

  async stack(text: string, files: Record<string, string>): Promise<Stack> {
    const stack = await Stack.create({
      program: text,
      config: { "aws:region": "us-east-1", "aws:accessKey": "root", "aws:s3UsePathStyle": "true" },
      secretConfig: { "aws:secretKey": "root" },
    });
    await stack.expect("config", "set", "--path", "aws:endpoints[0].s3", this.endpoint);
    await write(stack, files);
    return stack;
  }

  async put(bucket: string, key: string, content: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  }

  async keys(bucket: string): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key }) => Key!).sort();
  }

  /** Calls that were made since the last look, by method. */
  calls(): Record<string, number> {
    const counted: Record<string, number> = {};
    for (const [call, count] of Object.entries(this.proxy.calls)) {
      const method = call.split(" ")[0]!;
      counted[method] = (counted[method] ?? 0) + count;
    }
    this.proxy.reset();
    return counted;
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.moto.stop();
  }
}

export const program = (bucket: string, more = "", name = "flows") => `
const code = new syntask.FlowCode("${name}", {
  store: "s3", location: { bucket: "${bucket}" }, source: "./flows", folder: "team/flows", ${more}
});
exports.digest = code.digest;
`;

/** Writes files of a stack's flow code; `undefined` removes one. */
export async function write(stack: Stack, files: Record<string, string | undefined>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(stack.folder, "flows", path);
    await mkdir(dirname(file), { recursive: true });
    if (content === undefined) await rm(file);
    else await writeFile(file, content);
  }
}

/** Lines of an output that name a file. */
export const named = (output: string): string[] => [
  ...new Set(
    output
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => /^[+~-] [\w./-]+$/.test(line) || /^… and/.test(line)),
  ),
];
