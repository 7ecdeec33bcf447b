import { join } from "node:path";
import { run } from "../../test/support/stack";

const script = join(__dirname, "make-python-image.mjs");

/** Makes an image of this machine's Python and of a virtual environment. */
export async function makePythonImage(name: string, environment: string, { withGit = false } = {}): Promise<void> {
  const options = withGit ? ["--with-git"] : [];
  const { code, output } = await run(process.execPath, [script, name, environment, ...options]);
  if (code !== 0) throw new Error(output);
}
