import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { nearest } from "../checks/nearest.js";
import { flowIn, type PythonFlow } from "./flow.js";
import { PythonModule } from "./module.js";
import { isPython } from "./python-check.js";

const mostFiles = 10_000;

/** What the source of an entrypoint tells: its flow, or why only running it would tell; nothing where there is no source. */
export type Looked = { flow: PythonFlow; unreadable?: undefined } | { flow?: undefined; unreadable?: string };

/**
 * Reads the flow that an entrypoint names from the code in a folder, without running Python.
 *
 * @param folder of the code on this machine; nothing is read when it is missing or not there
 * @param entrypoint `path/to/file.py:function`, or `package.module.function` of a module in the folder
 * @throws when the folder has no such file, the file no such flow, or Python does not read the file
 */
export function lookAtEntrypoint(folder: string | undefined, entrypoint: string): Looked {
  if (folder === undefined || !existsSync(folder)) return {};
  const [, file, functionName] = /^(.+\.py):([A-Za-z_]\w*)$/.exec(entrypoint) ?? [];
  if (file !== undefined) {
    if (!existsSync(join(folder, file)))
      throw new Error(`there is no ${file} in ${folder}${nearestFile(folder, file)}`);
    return lookInFile({ folder, file, functionName: functionName! });
  }
  const [, module, name] = /^([\w.]+)[.:]([A-Za-z_]\w*)$/.exec(entrypoint) ?? [];
  const found = module === undefined ? undefined : moduleFile(folder, "", module);
  return found === undefined ? {} : lookInFile({ folder, file: found, functionName: name! });
}

interface Place {
  folder: string;
  file: string;
  functionName: string;
}

const farthestImport = 5;

function lookInFile({ folder, file, functionName }: Place, imports = 0): Looked {
  const path = join(folder, file);
  const module = new PythonModule(readFileSync(path, "utf8"));
  const line = module.strangeLine;
  if (line !== undefined && !isPython(path, file))
    return { unreadable: `line ${line} is not understood here, and there is no Python on this machine to ask` };
  const flow = flowIn(module, functionName, file);
  if (flow) return { flow };
  const binding = module.lastBinding(functionName);
  const elsewhere = binding?.kind === "import" ? importedFrom(folder, file, binding.name) : undefined;
  if (elsewhere && imports < farthestImport) return lookInFile(elsewhere, imports + 1);
  return { unreadable: `only running the code of ${file}:${functionName} would tell its flow's name` };
}

/** Where in the folder something stands that a file of it imports. */
function importedFrom(folder: string, file: string, fullName: string): Place | undefined {
  const [, dots = "", module, functionName] = /^(\.*)(.*)\.([A-Za-z_]\w*)$/.exec(fullName) ?? [];
  if (module === undefined) return undefined;
  const own = posix.dirname(file);
  const starts =
    dots === ""
      ? [own, ""]
      : [
          join(
            own,
            ...dots
              .slice(1)
              .split("")
              .map(() => ".."),
          ),
        ];
  const found = starts.map((start) => moduleFile(folder, start, module)).find((one) => one !== undefined);
  return found === undefined ? undefined : { folder, file: found, functionName: functionName! };
}

/** The file of a module, if the folder has it. */
function moduleFile(folder: string, start: string, module: string): string | undefined {
  const path = posix.join(start, module.replaceAll(".", "/"));
  return [`${path}.py`, `${path}/__init__.py`].find((one) => existsSync(join(folder, one)));
}

/** A file of the folder whose name is near. */
function nearestFile(folder: string, file: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .slice(0, mostFiles)
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".py"));
  const near = /"(.*)"/.exec(nearest(basename(file), files.map(basename)))?.[1];
  const found = files.find((path) => path === near || basename(path) === near);
  return found ? `; did you mean ${found}?` : "";
}

const basename = (path: string): string => posix.basename(path);

/** The code of a deployment on this machine. */
export interface CodeHere {
  folder: string | undefined;
  /** Whether workers may have other code in that place. */
  mayDifferOnWorker?: boolean;
  /** The flow's name that is taken where the code does not tell; none where the program says it. */
  guessed?: string;
}

/**
 * The flow of a deployment, read from its storage's code.
 *
 * @param warn told in a sentence about the deployment
 * @returns `undefined` when the code is not on this machine
 * @throws on an entrypoint that is wrong on the workers, too
 */
export function flowInCode(
  { folder, mayDifferOnWorker = false, guessed }: CodeHere,
  entrypoint: string,
  warn: (line: string) => void,
): PythonFlow | undefined {
  try {
    const { flow, unreadable } = lookAtEntrypoint(folder, entrypoint);
    if (unreadable && guessed !== undefined)
      warn(`has a flow whose name is not certain: ${unreadable}${guess(guessed, "flow")}`);
    return flow;
  } catch (error) {
    if (!mayDifferOnWorker) throw error;
    const reason = (error as Error).message;
    warn(
      `crashes with the code that this machine has in ${folder}: ${reason} (a warning only: a worker's machine may have other code there)`,
    );
    return undefined;
  }
}

/** What is done without a flow's name. */
export const guess = (name: string, arg: string): string =>
  `; "${name}" is taken, so write \`${arg}\` if that is not its name`;
