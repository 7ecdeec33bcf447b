import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { awsConfig } from "../../emulators/aws/account";
import { Moto, rootKey } from "../../emulators/aws/moto";
import { type Loss, LossyProxy } from "../support/lossy-proxy";
import { serverUrl } from "../support/raw-api";
import { Stack } from "../support/stack";
import { type Edition, type Found, programOf, writeFlows } from "./mixed-stack";
import { whatIsThere } from "./what-is-there";

const bucket = "flows";

/** A server and a bucket, each behind a proxy that loses answers once it is told to, and stacks that use both. */
export class Bench {
  readonly s3: S3Client;
  readonly #stacks: Stack[] = [];

  private constructor(
    private readonly moto: Moto,
    private readonly proxies: { server: LossyProxy; store: LossyProxy },
  ) {
    this.s3 = new S3Client(moto.client());
  }

  static async start(): Promise<Bench> {
    const moto = await Moto.start();
    const bench = new Bench(moto, {
      server: await LossyProxy.start(serverUrl()),
      store: await LossyProxy.start(moto.url),
    });
    await bench.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    return bench;
  }

  /** A stack without a program, with the flow code of both editions. */
  async stack(environment: NodeJS.ProcessEnv = {}): Promise<Stack> {
    const { server, store } = this.proxies;
    const stack = await Stack.create({
      config: {
        "syntask:apiUrl": server.url,
        "syntask:dialect": "prefect",
        "aws:s3UsePathStyle": "true",
        ...awsConfig(store.url.replace(/\/$/, ""), rootKey),
      },
      secretConfig: { "aws:secretKey": rootKey.secretAccessKey },
      environment,
    });
    this.#stacks.push(stack);
    await writeFlows(stack);
    return stack;
  }

  /** Calls to the server and the bucket so far. */
  get calls(): number {
    return this.proxies.server.came + this.proxies.store.came;
  }

  /** Answers that were lost so far. */
  get lost(): number {
    return this.proxies.server.lost + this.proxies.store.lost;
  }

  /** Loses one answer in five, in one way, until it is told to stop; late are fewer, as each takes seconds. */
  loseSome(loss: Loss, seed: number): void {
    // A server that is silent three times running is given up.
    const [share, mostRunning] = loss === "late answer" ? [1 / 15, 1] : [1 / 5, 2];
    for (const proxy of Object.values(this.proxies)) proxy.loseSome({ loss, seed, share, mostRunning });
  }

  loseNothing(): void {
    for (const proxy of Object.values(this.proxies)) proxy.loseNothing();
  }

  program = (name: string, edition: Edition): string => programOf({ name, bucket, edition });

  /** Keys of everything in the bucket. */
  async keys(): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key = "" }) => Key);
  }

  find = (name: string): Promise<Found> => whatIsThere(this.s3, { name, bucket });

  async stop(): Promise<void> {
    this.loseNothing();
    for (const stack of this.#stacks) await stack.remove();
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.stop()));
    await this.moto.stop();
  }
}
