import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of this machine that goes on when Pulumi has ended. */
export interface LocalProcess {
  processId: number;
  /** A word of its command that no other process has. */
  mark: string;
}

interface Start {
  command: readonly string[];
  environment: Record<string, string>;
  mark: string;
  /** File that takes what it prints. */
  log: string;
  /** Its working folder. */
  folder: string;
}

/** Variables that a process takes over from the one that runs Pulumi: none in which a secret is usual. */
const inherited =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE)$/;

/** Folder of the logs of this user's workers. */
export const logFolder = (): string =>
  join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "pulumi-syntask", "workers");

/** @throws when the command cannot be started */
export async function startProcess({ command, environment, mark, log, folder }: Start): Promise<LocalProcess> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const output = await open(log, "a", 0o600);
  try {
    const own = Object.entries(process.env).filter(([name]) => inherited.test(name));
    const child = spawn(command[0]!, command.slice(1), {
      cwd: folder,
      env: { ...Object.fromEntries(own), ...environment },
      detached: true,
      stdio: ["ignore", output.fd, output.fd],
    });
    await once(child, "spawn");
    child.unref();
    return { processId: child.pid!, mark };
  } finally {
    await output.close();
  }
}

/** Whether a process is still there: another one may have got its id since. */
export async function isRunning({ processId, mark }: LocalProcess): Promise<boolean> {
  return (await commandOf(processId)).includes(mark);
}

const pollMilliseconds = 100;

/** Asks a process to end, and after a while ends it and whatever it has started. Does nothing when it has ended already. */
export async function stopProcess(target: LocalProcess, patienceSeconds: number): Promise<void> {
  if (!(await isRunning(target))) return;
  signal(target.processId, "SIGTERM");
  const deadline = performance.now() + patienceSeconds * 1000;
  while (await isRunning(target)) {
    if (performance.now() > deadline) return signal(-target.processId, "SIGKILL");
    await sleep(pollMilliseconds);
  }
  signal(-target.processId, "SIGKILL");
}

const shownLines = 5;

/** The last lines of a log. */
export async function endOf(log: string): Promise<string> {
  const text = await readFile(log, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-shownLines).join("\n");
}

/** @param processId with a minus it is the group of a process */
function signal(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The command of a process in one line, or nothing when it has ended. */
async function commandOf(processId: number): Promise<string> {
  if (process.platform === "linux") return readFile(`/proc/${processId}/cmdline`, "utf8").catch(() => "");
  const child = spawn("ps", ["-ww", "-o", "args=", "-p", String(processId)], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await once(child, "close");
  return text;
}
