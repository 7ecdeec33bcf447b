import { chmod, rename, writeFile } from "node:fs/promises";

/** Writes a file so that whoever reads or starts it meanwhile gets the old one or the new one, and no half of it. */
export async function replaceFile(file, text, mode = 0o644) {
  const written = `${file}.${process.pid}`;
  await writeFile(written, text);
  await chmod(written, mode);
  await rename(written, file);
}
