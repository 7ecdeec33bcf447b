import { join, resolve } from "node:path";
import { run } from "./stack";

const script = join(resolve(__dirname, "../.."), "scripts/docker/make-python-image.mjs");

/** Makes an image of this machine's Python and of a virtual environment: see `scripts/docker`. */
export async function makePythonImage(name: string, environment: string, { withGit = false } = {}): Promise<void> {
  const options = withGit ? ["--with-git"] : [];
  const { code, output } = await run(process.execPath, [script, name, environment, ...options]);
  if (code !== 0) throw new Error(output);
}
