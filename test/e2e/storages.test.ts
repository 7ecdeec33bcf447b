import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitServer } from "../../emulators/git/git-server";
import { serverUrl, unique } from "../support/raw-api";
import { serverTakes } from "../support/server-version";
import { Stack } from "../support/stack";
import { runDeployments } from "../support/worker";

const flow = `
try:
    from syntask import flow
except ModuleNotFoundError:
    from prefect import flow


@flow
def hello(name: str = "world"):
    print(f"hello {name}")
`;

let git: GitServer;
let folder: string;
let stack: Stack;

const pool = unique("pool");
const config = () => ({ "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" });
const tokens = { secretConfig: { "example:token": "s3cr3t/t@ken" } };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-flows-"));
  await writeFile(join(folder, "hello.py"), flow);
  git = await GitServer.start({ token: "s3cr3t/t@ken", files: { "hello.py": flow } });
});
afterAll(async () => {
  await stack?.remove();
  await git.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Workers write a block's token into the address as it is, until those of 3.6.27, which encode it. */
const encoded = serverTakes({ since: "3.6.27" }) ? "token" : "token.apply(encodeURIComponent)";

/** Of a token that the program does not know, workers of some versions do not add the host's user. */
const userOf = (user: string) => (serverTakes({ since: "3.4.25", before: "3.6.7" }) ? `, username: "${user}"` : "");

const deployments = (lines: string[]) => `
const token = new pulumi.Config("example").requireSecret("token");
const made = new syntask.Secret("${pool}-made", { value: pulumi.secret(${encoded}) });
const found = syntask.getBlockOutput({ typeSlug: "secret", name: pulumi.all([made.name, made.id]).apply(([name]) => name) });
const workPool = new syntask.WorkPool("${pool}", { type: "process" });
const storages = {
${lines.join(",\n")}
};
exports.ids = Object.fromEntries(Object.entries(storages).map(([name, storage]) => [
  name, new syntask.Deployment("${pool}-" + name, { entrypoint: "hello.py:hello", storage, workPool }).id,
]));
`;

test("code on the disk, in a bare repository and on every git host runs to the end", async () => {
  stack = await Stack.create({
    ...tokens,
    config: config(),
    environment: git.environment,
    program: deployments([
      `local: new syntask.LocalFlowStorage("local", { path: ${JSON.stringify(folder)} })`,
      `block: new syntask.LocalFileSystem("${pool}-folder", { basepath: ${JSON.stringify(folder)} })`,
      `file: new syntask.GitFlowStorage("file", { repository: "${git.fileUrl}" })`,
      `branch: new syntask.GitFlowStorage("branch", { repository: "${git.fileUrl}", branch: "feature/x" })`,
      ...["github", "gitlab", "bitbucket"].map(
        (host) =>
          `${host}: new syntask.GitFlowStorage("${pool}-${host}", { repository: "${git.url(host)}", branch: "main", accessToken: token })`,
      ),
      `forge: new syntask.GitFlowStorage("${pool}-forge", { repository: "${git.url("forge")}", accessToken: token, username: "oauth2" })`,
      `secret: new syntask.GitFlowStorage("secret", { repository: "${git.url("github")}", accessToken: made })`,
      `reference: new syntask.GitFlowStorage("reference", { repository: "${git.url("gitlab")}", accessToken: made.reference${userOf("oauth2")} })`,
      `found: new syntask.GitFlowStorage("found", { repository: "${git.url("bitbucket")}", accessToken: { reference: found.reference }${userOf("x-token-auth")} })`,
      `withUser: new syntask.GitFlowStorage("withUser", { repository: "${git.url("forge")}", accessToken: made.reference, username: "oauth2" })`,
      `githubBlock: new syntask.GitFlowStorage("githubBlock", { repository: "${git.url("github")}", credentials: new syntask.GitHubCredentials("${pool}-github", { token: pulumi.secret(${encoded}) }) })`,
      `gitlabBlock: new syntask.GitFlowStorage("gitlabBlock", { repository: "${git.url("gitlab")}", credentials: new syntask.GitLabCredentials("${pool}-gitlab", { token: pulumi.secret(${encoded}) }) })`,
      `bitbucketBlock: new syntask.GitFlowStorage("bitbucketBlock", { repository: "${git.url("bitbucket")}", credentials: new syntask.BitbucketCredentials("${pool}-bitbucket", { token: pulumi.secret(${encoded}) }) })`,
    ]),
  });
  await stack.up();
  await stack.preview("--expect-no-changes");
  const { ids } = await stack.outputs();
  const runs = await runDeployments(pool, Object.values(ids), git.environment);
  const states = Object.fromEntries(Object.keys(ids).map((name, index) => [name, runs[index]!.state]));
  if (Object.values(states).some((state) => state !== "COMPLETED"))
    console.error(runs.map(({ logs }) => logs.join("\n")).join("\n---\n"));
  expect(new Set(Object.values(states))).toEqual(new Set(["COMPLETED"]));
  const state = await stack.state();
  expect(state).not.toContain("s3cr3t/t@ken");
  expect(state).not.toContain(encodeURIComponent("s3cr3t/t@ken"));
});
