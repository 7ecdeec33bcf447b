import { relative } from "node:path";
import { billOfMaterials } from "./lib/bill-of-materials.mjs";
import { plugin, pluginBill, pluginCommand } from "./lib/plugin.mjs";
import { bundlePlugin } from "./lib/plugin-bundle.mjs";
import { replaceFile } from "./lib/replace-file.mjs";
import { repository } from "./lib/repository.mjs";

/** How Windows starts the executable file. */
const command = '@node "%~dpn0" %*\r\n';

const { file, inputs } = await bundlePlugin();
await replaceFile(pluginCommand, command);
await replaceFile(pluginBill, await billOfMaterials(file, inputs));
console.log(relative(repository, plugin));
