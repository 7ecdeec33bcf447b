import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { runMain } from "./lib/problem.mjs";
import { repository } from "./lib/repository.mjs";

/** `npm run schema`: writes `sdk/schema.json`, Pulumi's schema of the package, from the declarations. */
await runMain(async () => {
  const outfile = join(repository, "node_modules/.cache/pulumi-syntask/schema.cjs");
  await mkdir(join(outfile, ".."), { recursive: true });
  const entryPoints = [join(repository, "scripts/schema/main.ts")];
  await build({ entryPoints, outfile, bundle: true, packages: "external", platform: "node", format: "cjs" });
  createRequire(import.meta.url)(outfile).writeSchema(repository);
  return 0;
});
