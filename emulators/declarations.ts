import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What an agent tells the double of a provider about what it runs. */
interface Status {
  /** Digest of the declaration that this is about. */
  generation: string;
  /** Why it is not as declared. */
  message?: string;
}

export const generationOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What the double of a provider has written down, a file each. */
export class Declarations {
  readonly #whole = new Map<string, string>();

  /** @param ids of the type that is looked for */
  constructor(
    private readonly folder: string,
    private readonly ids = /./,
  ) {}

  /** The declarations of the type by their ids, as texts of JSON. One that is just being written is as it was. */
  async all(): Promise<Map<string, string>> {
    const found = (await this.idsInFolder()).filter((id) => this.ids.test(id));
    for (const id of [...this.#whole.keys()]) if (!found.includes(id)) this.#whole.delete(id);
    for (const id of found) {
      const text = await this.textOf(id);
      if (text !== undefined && isJson(text)) this.#whole.set(id, text);
    }
    return new Map(this.#whole);
  }

  async idsInFolder(): Promise<string[]> {
    return (await readdir(this.folder).catch(() => [])).map(decodeURIComponent);
  }

  async textOf(id: string): Promise<string | undefined> {
    return readFile(this.#fileOf(id), "utf8").catch(() => undefined);
  }

  /** What went wrong with a generation stays so. */
  async tell(id: string, status: Status): Promise<void> {
    const file = this.#fileOf(`${id}/status`);
    const before = await readFile(file, "utf8").catch(() => "{}");
    if (JSON.parse(before).generation === status.generation) return;
    await writeFile(`${file}.new`, JSON.stringify(status));
    await rename(`${file}.new`, file);
  }

  /** Tells that nothing is left of what is declared no more. */
  async tellGone(id: string): Promise<void> {
    await rm(this.#fileOf(`${id}/status`), { force: true });
  }

  #fileOf(id: string): string {
    return join(this.folder, encodeURIComponent(id));
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
