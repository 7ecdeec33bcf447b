import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { callServer } from "../support/filled-server";
import { raw, unique } from "../support/raw-api";
import { failureOf, made, resource } from "../support/resource";
import { SecondServer } from "../support/second-server";
import { run } from "../support/stack";

const repository = resolve(__dirname, "../..");
/** Clears the screen, forges a line and turns the direction of the text. */
const steering = "\u001b[2J\rforged\u202e";
const escaped = "\\u001b[2J\\u000dforged\\u202e";
const controls = /(?!\n)\p{Cc}|\u202e/u;

describe("a name that somebody gave on the server to steer terminals", () => {
  const name = `${unique("pool")}${steering}`;
  beforeAll(() => raw("POST", "/work_pools/", { name, type: "process" }));
  afterAll(() => raw("DELETE", `/work_pools/${encodeURIComponent(name)}`));

  test("is escaped in a failure", async () => {
    const failure = await failureOf(resource("WorkPool").up({ name, type: "docker" }));
    expect(failure).toContain(escaped);
    expect(failure).not.toMatch(controls);
  });

  test("is escaped in what is said about a change", async () => {
    const lines: string[] = [];
    const info = jest.spyOn(console, "info").mockImplementation((line) => void lines.push(line));
    const inputs = { name: `${unique("pool")}${steering}`, type: "process" };
    const pool = await made("WorkPool", inputs);
    lines.length = 0;
    await pool.preview({ ...inputs, type: "docker" });
    info.mockRestore();
    await pool.destroy();
    expect(lines.join()).toContain(escaped);
    expect(lines.join()).not.toMatch(controls);
  });

  test("is escaped in an exported program, and is the same name there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-printed-"));
    // Of what other tests make and delete on the shared server meanwhile, an export might miss something.
    const server = await SecondServer.start();
    try {
      await callServer(server, "POST", "/work_pools/", { name, type: "process" });
      const environment = { ...process.env, SYNTASK_API_URL: server.url, SYNTASK_DIALECT: "prefect" };
      const exported = await run(
        process.execPath,
        [join(repository, "sdk/dist/cli.js"), "export", join(folder, "out")],
        { environment },
      );
      expect(exported).toEqual({ code: 0, output: expect.not.stringMatching(controls) });
      const program = await readFile(join(folder, "out/index.ts"), "utf8");
      expect(program).not.toMatch(controls);
      const written = [...program.matchAll(/new syntask\.WorkPool\(("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
        JSON.parse(text!),
      );
      expect(written).toContain(name);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  });
});
