import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline, Transform } from "node:stream";
import type { HashedFile } from "./manifest.js";
import type { Content } from "./object-store.js";
import { unreadable } from "./source-files.js";

/** Bytes up to which a file is read whole. */
const small = 1024 * 1024;

/** The content of a file, which has to be what was hashed before: a file edited since is never sent. */
export function verifiedContent({ path, file, size, sha256, md5 }: HashedFile): Content {
  const edited = () => new Error(`"${path}" was edited since this run began; run it again`);
  return {
    size,
    sha256,
    md5,
    isSmall: size <= small,
    async read() {
      const bytes = await readFile(file).catch((error) => {
        throw unreadable(file, error);
      });
      if (createHash("sha256").update(bytes).digest("hex") !== sha256) throw edited();
      return bytes;
    },
    // A failure on the way reaches whoever reads the end.
    open: () => pipeline(createReadStream(file), heldBack(sha256, edited), () => {}),
  };
}

/** Passes bytes on but keeps the last ones back until all are right, so that a wrong content never arrives whole. */
function heldBack(sha256: string, edited: () => Error): Transform {
  const hash = createHash("sha256");
  let last: Buffer | undefined;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      const ready = last;
      last = chunk;
      done(null, ready);
    },
    flush(done) {
      if (hash.digest("hex") === sha256) done(null, last);
      else done(edited());
    },
  });
}
