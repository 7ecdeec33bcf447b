import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface GoogleImage {
  uri: string;
  tags?: string[];
}

/** Google's list of the images of a repository, one image a page: nothing on this machine stands for it. */
export class GoogleImages {
  images: GoogleImage[] = [];
  /** Paths that were asked for, with who asked. */
  readonly asked: string[] = [];

  readonly #server: Server;

  private constructor() {
    this.#server = createServer(({ url, headers }, response) => {
      const { pathname, searchParams } = new URL(url!, "http://127.0.0.1");
      this.asked.push(`${pathname} ${headers.authorization}`);
      const page = Number(searchParams.get("pageToken") ?? 0);
      const nextPageToken = page + 1 < this.images.length ? String(page + 1) : undefined;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ dockerImages: this.images.slice(page, page + 1), nextPageToken }));
    });
  }

  static async start(): Promise<GoogleImages> {
    const images = new GoogleImages();
    images.#server.listen(0, "127.0.0.1");
    await new Promise((listening) => images.#server.once("listening", listening));
    return images;
  }

  /** Config that sends the provider of Google Cloud here. */
  get config(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return { "gcp:project": "project-1", "gcp:artifactRegistryCustomEndpoint": `http://127.0.0.1:${port}/v1/` };
  }

  stop(): void {
    this.#server.close();
  }
}
