import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeCertificate } from "../../test/support/certificate";
import { run } from "../../test/support/stack";

/** The user that each host wants with its token. `true` is the token itself, alone. */
const users: Record<string, string | true> = {
  github: true,
  gitlab: "oauth2",
  bitbucket: "x-token-auth",
  forge: "oauth2",
};

/** A git host over HTTPS under several names, each of which takes its token in the form of the real one. */
export class GitServer {
  private constructor(
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  static async start({ token, files }: { token: string; files: Record<string, string> }): Promise<GitServer> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-git-"));
    await makeRepository(folder, files);
    const certificate = await makeCertificate(
      folder,
      Object.keys(users).map((host) => `${host}.localhost`),
    );
    const server = createServer(certificate, (request, response) => {
      if (isAllowed(request, token)) serveRepositories(folder, request, response);
      else response.writeHead(401, { "WWW-Authenticate": 'Basic realm="git"' }).end("no");
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return new GitServer(server, folder);
  }

  /** The repository on a host: `github`, `gitlab`, `bitbucket` or, with a name that says nothing, `forge`. */
  url(host: string, repository = "flows.git"): string {
    return `https://${host}.localhost:${(this.server.address() as AddressInfo).port}/${repository}`;
  }

  /** The same repository on the disk. */
  get fileUrl(): string {
    return `file://${join(this.folder, "flows.git")}`;
  }

  /** What git needs to trust the server. */
  get environment(): NodeJS.ProcessEnv {
    return { GIT_SSL_CAINFO: join(this.folder, "certificate.pem") };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
    await rm(this.folder, { recursive: true, force: true });
  }
}

function isAllowed({ headers }: IncomingMessage, token: string): boolean {
  const [user, password] = Buffer.from(String(headers.authorization ?? "").replace("Basic ", ""), "base64")
    .toString()
    .split(/:(.*)/s);
  const wanted = users[String(headers.host).split(".")[0]!];
  return wanted === true ? [user, password].includes(token) : user === wanted && password === token;
}

/** Hands a request for one of the repositories in a folder to git's own server program, by CGI. */
export function serveRepositories(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url!, "https://localhost");
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_ADDR: "127.0.0.1",
      SERVER_PROTOCOL: "HTTP/1.1",
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk) => chunks.push(chunk));
  backend.on("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    let status = 200;
    for (const line of answer.subarray(0, end).toString().split("\r\n")) {
      const [name = "", value = ""] = line.split(/: (.*)/s);
      if (name === "Status") status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status).end(answer.subarray(end + 4));
  });
}

/** A bare repository `flows.git` with the branches `main` and `feature/x`. */
export async function makeRepository(folder: string, files: Record<string, string>): Promise<void> {
  const work = join(folder, "work");
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(work, file)), { recursive: true });
    await writeFile(join(work, file), content);
  }
  const git = (...args: string[]) =>
    must("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", "-C", work, ...args]);
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", ".");
  await git("commit", "--quiet", "--message=flows");
  await git("branch", "feature/x");
  await must("git", ["clone", "--quiet", "--bare", work, join(folder, "flows.git")]);
}

async function must(command: string, args: string[]): Promise<void> {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${output}`);
}
