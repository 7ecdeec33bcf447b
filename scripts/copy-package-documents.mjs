import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
import { repository } from "./lib/repository.mjs";

/** Puts the documents of the repository into the package, or into another folder, before it is packed. */
const target = resolve(process.argv[2] ?? join(repository, "sdk"));

await rm(join(target, "docs"), { recursive: true, force: true });
for (const document of ["README.md", "LICENSE", "CHANGELOG.md", "docs"]) {
  await cp(join(repository, document), join(target, document), { recursive: true });
}
const pages = (await readdir(join(target, "docs"), { recursive: true })).map((file) => posix.join("docs", file));
const packed = new Set(["README.md", "LICENSE", "CHANGELOG.md", ...pages]);
for (const page of packed) {
  if (!page.endsWith(".md")) continue;
  const text = await readFile(join(target, page), "utf8");
  await writeFile(join(target, page), withPackedLinks(page, text));
}

/** A page whose links lead to what is in the package: what stays in the repository is named and no link. */
function withPackedLinks(page, text) {
  return text.replaceAll(/(?<!!)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, (link, shown, address) => {
    const [file] = address.split("#");
    const isPacked = !file || /^[a-z]+:/.test(file) || packed.has(posix.join(dirname(page), file));
    return isPacked ? link : shown;
  });
}
