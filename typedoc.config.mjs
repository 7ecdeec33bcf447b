import { readFileSync } from "node:fs";
import { join } from "node:path";

const contents = readFileSync(join(import.meta.dirname, "docs/index.md"), "utf8");
/** Pages for Pulumi's registry, in the language of its templates. */
const ofRegistry = ["_index.md", "installation-configuration.md"];
const pages = [...contents.matchAll(/\]\(([^)#:]+\.md)\)/g)].map(([, page]) => page);

/**
 * `npm run docs`: the pages of `docs`, in the order of their contents, and what the sources say, with a search over both, in `site`.
 * TypeDoc makes all of it, so that there is one tool to keep: it is maintained, reads Markdown too, and checks its links.
 *
 * @type {Partial<import("typedoc").TypeDocOptions>}
 */
export default {
  name: "pulumi-syntask",
  tsconfig: "sdk/tsconfig.json",
  entryPoints: ["sdk/src/index.ts", "sdk/src/{aws,azure,docker,gcp,kubernetes}/index.ts"],
  readme: "README.md",
  projectDocuments: ["index.md", ...pages].filter((page) => !ofRegistry.includes(page)).map((page) => `docs/${page}`),
  plugin: ["./scripts/lib/document-titles.mjs"],
  out: "site",
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  excludeExternals: true,
  searchInComments: true,
  searchInDocuments: true,
  highlightLanguages: ["typescript", "shellscript", "json", "yaml", "python", "go", "csharp"],
  validation: { notExported: false, invalidLink: true, invalidPath: true },
  treatWarningsAsErrors: true,
};
