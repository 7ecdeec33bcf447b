import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The root folder of this clone. */
export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The folder of these scripts. */
export const scripts = resolve(repository, "scripts");
