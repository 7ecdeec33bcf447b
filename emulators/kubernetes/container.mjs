import { mkdir } from "node:fs/promises";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, start } from "../../scripts/lib/processes.mjs";

const sandbox = fileURLToPath(new URL("pod_sandbox.py", import.meta.url));
const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** @type {Map<string, Promise<string[]>>} */
const programsOf = new Map();

/**
 * A container of a pod: its command as a process in a sandbox. Instead of pulling its image it finds in a Python environment what
 * the image would have.
 */
export class Container {
  /** 128 and the number of the signal that ended it; undefined while it runs. */
  exitCode;
  startedAt = now();
  finishedAt;
  #isStopping = false;
  #log = [];
  #readers = new Set();
  #timer;

  #child;
  #environment;

  /** @param {import("node:child_process").ChildProcess} child */
  constructor(child, environment) {
    this.#child = child;
    this.#environment = environment;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => this.#write(chunk));
    child.once("close", (code, signal) => {
      clearTimeout(this.#timer);
      this.exitCode = code ?? 128 + constants.signals[signal];
      this.finishedAt = now();
      for (const read of this.#readers) read(undefined);
    });
  }

  /**
   * @param {object} container
   * @param {string} container.hostName
   * @param {string[]} container.command
   * @param {Record<string, string>} container.environment
   * @param {number} container.user
   * @param {[string, string][]} container.mounts
   * @param {boolean} container.isReadOnly
   * @param {string} folder For its root.
   * @param {string} python Folder with `python`.
   */
  static async start({ command, environment, ...settings }, folder, python) {
    const root = join(folder, "root");
    await mkdir(root, { recursive: true });
    const whole = {
      PATH: `${python}${delimiter}${systemPath}`,
      HOME: settings.user === 0 ? "/root" : "/",
      ...environment,
    };
    const programs = await programsIn(python);
    const args = [sandbox, JSON.stringify({ ...settings, root, programs }), ...command];
    const child = start(join(python, "python"), args, { env: whole, stdio: ["ignore", "pipe", "pipe"] });
    return new Container(child, whole);
  }

  /** SIGTERM to its first process, and SIGKILL to all when that takes longer than it may. */
  stop(graceSeconds) {
    if (this.#isStopping || this.exitCode !== undefined) return;
    this.#isStopping = true;
    this.#child.kill("SIGTERM");
    this.#timer = setTimeout(() => this.#child.kill("SIGKILL"), graceSeconds * 1000);
  }

  /** Whether a command succeeds inside, within a time. */
  async succeeds(command, timeoutSeconds) {
    const inside = ["--user", "--preserve-credentials", "--mount", "--uts", "--root", "--wdns=/"];
    const args = ["--target", String(this.#child.pid), ...inside, ...command];
    const { code } = await run("nsenter", args, { environment: this.#environment, mayFail: true, timeoutSeconds });
    return code === 0;
  }

  /**
   * What it has written.
   *
   * @param {boolean} follow Waits for what it will write until it ends.
   */
  async *log(follow) {
    let next = 0;
    for (;;) {
      while (next < this.#log.length) yield this.#log[next++];
      if (!follow || this.exitCode !== undefined) return;
      await new Promise((read) => {
        this.#readers.add(read);
      });
      this.#readers.clear();
    }
  }

  #write(chunk) {
    this.#log.push(chunk);
    for (const read of this.#readers) read(undefined);
  }
}

const now = () => new Date().toISOString();

/** The folders that a Python environment is in: its own, and that of the Python it was made with. */
function programsIn(python) {
  const known = programsOf.get(python);
  if (known) return known;
  const found = run(join(python, "python"), ["-c", "import sys; print(sys.base_prefix)"]).then(({ stdout }) => [
    dirname(python),
    stdout.trim(),
  ]);
  programsOf.set(python, found);
  return found;
}
