import { spawn } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");

/** What a command printed. */
export interface CommandResult {
  code: number;
  /** Everything it printed, in order, without colours. */
  output: string;
}

/** A program in any language. */
export interface Project {
  /** What its Pulumi.yaml says. */
  name: string;
  /** Puts the program and what it needs to run into an empty folder; `environment` is that of its commands. */
  write(folder: string, environment: NodeJS.ProcessEnv): Promise<void>;
}

export interface StackSettings {
  /** Program text: CommonJS with `syntask` and `pulumi` at hand. */
  program?: string;
  /** Folder in `examples` whose program and project it is, in the place of `program`. */
  example?: string;
  /** A project of another kind, in the place of both. */
  project?: Project;
  config?: Record<string, string>;
  secretConfig?: Record<string, string>;
  environment?: NodeJS.ProcessEnv;
  /** The folder `node_modules` that the program has. @default that of this repository */
  packages?: string;
}

/** A command that was started and not waited for. */
export interface StartedCommand {
  /** Does what Ctrl-C does. @returns everything that it printed, at its end */
  interrupt(): Promise<string>;
  /** Kills it and all that it has started. */
  kill(): Promise<void>;
  hasEnded(): boolean;
}

/** A stack of its own, in a folder of its own, run by the real Pulumi CLI on a file backend. */
export class Stack {
  private constructor(
    readonly folder: string,
    readonly environment: NodeJS.ProcessEnv,
    /** Name of its project. */
    readonly project: string,
  ) {}

  static async create(settings: StackSettings): Promise<Stack> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-stack-"));
    await mkdir(join(folder, "state"));
    const pulumi = process.env.PULUMI_SYNTASK_PULUMI_BIN;
    const environment = {
      ...process.env,
      PATH: [pulumi, process.env.PATH].filter(Boolean).join(delimiter),
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      ...settings.environment,
    };
    const project = settings.project ?? nodeProject(settings);
    await project.write(folder, environment);
    const stack = new Stack(folder, environment, project.name);
    await stack.expect("stack", "init", "test");
    const entries = [
      ...Object.entries(settings.config ?? {}).map(([key, value]) => ["--plaintext", `${key}=${value}`]),
      ...Object.entries(settings.secretConfig ?? {}).map(([key, value]) => ["--secret", `${key}=${value}`]),
    ].flat();
    if (entries.length > 0) await stack.expect("config", "set-all", ...entries);
    return stack;
  }

  /** Replaces the program of a project that was given as `program`. */
  write(program: string): Promise<void> {
    return writeProgram(this.folder, program);
  }

  /** Runs a command that has to succeed. */
  async expect(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  run(...args: string[]): Promise<CommandResult> {
    return run("pulumi", [...args, "--non-interactive"], { cwd: this.folder, environment: this.environment });
  }

  /** Starts a command and leaves it to the test when it ends. */
  start(...args: string[]): StartedCommand {
    const options = { cwd: this.folder, env: this.environment, detached: true };
    const child = spawn("pulumi", [...args, "--non-interactive"], options);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    const ended = new Promise((done) => child.on("close", done));
    return {
      async interrupt() {
        child.kill("SIGINT");
        await ended;
        return output;
      },
      async kill() {
        if (child.exitCode === null) await killAll(child.pid!);
        await ended;
      },
      hasEnded: () => child.exitCode !== null,
    };
  }

  /** Takes the state back that Pulumi kept aside, if it was killed while it wrote the state: its files are not atomic. */
  async mendState(): Promise<void> {
    const file = this.stateFile;
    if (!(await isWhole(file))) await copyFile(`${file}.bak`, file);
    // What the file system does not keep of a file; Pulumi does without it, but not with half of it.
    if (!(await isWhole(`${file}.attrs`))) await rm(`${file}.attrs`, { force: true });
    await this.run("cancel", "--yes");
  }

  up = (...args: string[]): Promise<string> => this.expect("up", "--yes", "--skip-preview", ...args);
  preview = (...args: string[]): Promise<string> => this.expect("preview", ...args);
  refresh = (...args: string[]): Promise<string> => this.expect("refresh", "--yes", "--skip-preview", ...args);
  destroy = (...args: string[]): Promise<string> => this.expect("destroy", "--yes", "--skip-preview", ...args);

  async outputs(): Promise<Record<string, any>> {
    return JSON.parse(await this.expect("stack", "output", "--json", "--show-secrets"));
  }

  /** The state file as it lies on disk. */
  async state(): Promise<string> {
    return readFile(this.stateFile, "utf8");
  }

  private get stateFile(): string {
    return join(this.folder, `state/.pulumi/stacks/${this.project}/test.json`);
  }

  /** Destroys what is there and removes the folder. */
  async remove(): Promise<void> {
    await this.run("destroy", "--yes", "--skip-preview");
    await rm(this.folder, { recursive: true, force: true });
  }
}

function nodeProject({ program = "", example, packages = join(repository, "node_modules") }: StackSettings): Project {
  return {
    name: example ?? "example",
    async write(folder) {
      await symlink(packages, join(folder, "node_modules"));
      if (example) return cp(join(repository, "examples", example), folder, { recursive: true });
      await writeFile(join(folder, "Pulumi.yaml"), "name: example\nruntime: nodejs\n");
      await writeFile(join(folder, "package.json"), '{ "name": "example", "main": "index.js" }\n');
      await writeProgram(folder, program);
    },
  };
}

function writeProgram(folder: string, program: string): Promise<void> {
  const head = 'const pulumi = require("@pulumi/pulumi");\nconst syntask = require("pulumi-syntask");\n';
  return writeFile(join(folder, "index.js"), head + program);
}

/** Kills a process and all that it has started, whose groups are their own. */
async function killAll(parent: number): Promise<void> {
  const { output } = await run("ps", ["-eo", "pid=,ppid="]);
  const processes = output
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const started = [parent];
  for (const one of started) started.push(...processes.filter(([, by]) => by === one).map(([id]) => id!));
  for (const one of started) {
    try {
      process.kill(one, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

async function isWhole(file: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

/** Runs a command to its end. */
export function run(
  command: string,
  args: string[],
  options: { cwd?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.environment ?? process.env });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", failed);
    child.on("close", (code) => done({ code: code ?? 1, output }));
  });
}
