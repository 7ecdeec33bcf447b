import { relative } from "node:path";
import { bundlePlugin } from "./lib/plugin-bundle.mjs";
import { repository } from "./lib/repository.mjs";

const { file } = await bundlePlugin();
console.log(relative(repository, file));
