import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const filesPerPackage = 50;
const smallest = 500;
const sizes = 4_000;
const blockSize = 2 ** 20;
const largeFile = "model.bin";

/** A folder of flow code, the same for each way. */
export class FlowFolder {
  /** MD5 and size of each file, by path. */
  files = new Map();
  #edit;
  #obsolete;

  /** Small Python files. */
  static async ofSmallFiles(count) {
    const folder = await FlowFolder.#create();
    for (let index = 0; index < count; index++) await folder.#write(pathOf(index), contentOf(index));
    const middle = Math.floor(count / 2);
    folder.#edit = () => folder.#write(pathOf(middle), `${contentOf(middle)}# edited\n`);
    folder.#obsolete = pathOf(0);
    return folder;
  }

  /** A large file beside two small ones. @param {number} megabytes Of 2^20 bytes. */
  static async withLargeFile(megabytes) {
    const folder = await FlowFolder.#create();
    for (let index = 0; index < 2; index++) await folder.#write(pathOf(index), contentOf(index));
    await folder.#writeLarge(megabytes);
    folder.#edit = () => folder.#writeLarge(megabytes);
    folder.#obsolete = pathOf(0);
    return folder;
  }

  static async #create() {
    const folder = new FlowFolder();
    folder.path = await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-"));
    return folder;
  }

  editOne = () => this.#edit();

  async deleteOne() {
    await rm(join(this.path, this.#obsolete));
    this.files.delete(this.#obsolete);
  }

  async #write(path, content) {
    await mkdir(dirname(join(this.path, path)), { recursive: true });
    await writeFile(join(this.path, path), content);
    this.files.set(path, { md5: createHash("md5").update(content).digest("hex"), size: content.length });
  }

  async #writeLarge(megabytes) {
    const block = randomBytes(blockSize);
    const hash = createHash("md5");
    const file = await open(join(this.path, largeFile), "w");
    for (let index = 0; index < megabytes; index++) {
      block.writeUInt32BE(index);
      hash.update(block);
      await file.writeFile(block);
    }
    await file.close();
    this.files.set(largeFile, { md5: hash.digest("hex"), size: megabytes * blockSize });
  }

  async remove() {
    await rm(this.path, { recursive: true });
  }
}

const pathOf = (index) => `package_${Math.floor(index / filesPerPackage)}/module_${index}.py`;

const contentOf = (index) => `value = ${index}\n`.padEnd(smallest + ((index * 37) % sizes), "# a line of a flow\n");
