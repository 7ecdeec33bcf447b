import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const filesPerPackage = 50;
const smallest = 500;
const sizes = 4_000;

/** A folder of small Python files, the same in every run. */
export class FlowFolder {
  /** MD5 of each file, by path. */
  hashes = new Map();

  constructor(path) {
    this.path = path;
  }

  static async create(count) {
    const folder = new FlowFolder(await mkdtemp(join(tmpdir(), "pulumi-syntask-bench-")));
    for (let index = 0; index < count; index++) await folder.#write(pathOf(index), contentOf(index));
    return folder;
  }

  /** Changes the file in the middle. */
  async editOne() {
    const index = Math.floor(this.hashes.size / 2);
    await this.#write(pathOf(index), `${contentOf(index)}# edited\n`);
  }

  async #write(path, content) {
    await mkdir(dirname(join(this.path, path)), { recursive: true });
    await writeFile(join(this.path, path), content);
    this.hashes.set(path, createHash("md5").update(content).digest("hex"));
  }

  async remove() {
    await rm(this.path, { recursive: true });
  }
}

const pathOf = (index) => `package_${Math.floor(index / filesPerPackage)}/module_${index}.py`;

const contentOf = (index) => `value = ${index}\n`.padEnd(smallest + ((index * 37) % sizes), "# a line of a flow\n");
