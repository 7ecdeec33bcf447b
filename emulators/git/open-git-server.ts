import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeRepository, serveRepositories } from "./git-server";

/** A git host over HTTP that lets everybody read, at an address of this machine. */
export class OpenGitServer {
  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    /** Of its one repository. */
    readonly url: string,
  ) {}

  static async start({ host, files }: { host: string; files: Record<string, string> }): Promise<OpenGitServer> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-git-"));
    await makeRepository(folder, files);
    const server = createServer((request, response) => serveRepositories(folder, request, response));
    await new Promise<void>((ready) => server.listen(0, host, ready));
    return new OpenGitServer(server, folder, `http://${host}:${(server.address() as AddressInfo).port}/flows.git`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
    await rm(this.folder, { recursive: true, force: true });
  }
}
