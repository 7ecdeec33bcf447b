import { join } from "node:path";
import { repository } from "./repository.mjs";

/** The provider for programs in other languages than TypeScript: one executable file, which `npm run build` makes. */
export const plugin = join(repository, "sdk/plugin/pulumi-resource-syntask");

/** What it says of itself to those who generate SDKs. */
export const schemaFile = join(repository, "sdk/schema.json");
