import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../support/stack";

const script = pathToFileURL(resolve(__dirname, "../../scripts/lib/free-port.mjs")).href;
let folder: string;
let occupant: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-port-"));
});
afterEach(async () => {
  occupant?.close();
  occupant = undefined;
  await rm(folder, { recursive: true, force: true });
});

const keptPort = async (): Promise<string> => {
  const call = `import("${script}").then(async ({ keptPort }) => console.log(await keptPort("${join(folder, "port")}")))`;
  return (await run(process.execPath, ["--eval", call])).output.trim();
};

/** Whether 4200 could be taken: somebody else may have it, which is the same to who looks for it. */
const occupy = (): Promise<void> =>
  new Promise((done) => {
    occupant = createServer().once("error", () => done());
    occupant.listen(4200, "127.0.0.1", done);
  });

test("while port 4200 is taken another one is found, and found again", async () => {
  await occupy();
  const port = await keptPort();
  expect(Number(port)).toBeGreaterThan(0);
  expect(port).not.toBe("4200");
  expect(await readFile(join(folder, "port"), "utf8")).toBe(port);
  expect(await keptPort()).toBe(port);
});
