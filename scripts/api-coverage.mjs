import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { endpoints, newerEndpoints } from "./lib/endpoints.mjs";
import { Problem, runMain } from "./lib/problem.mjs";
import { repository } from "./lib/repository.mjs";

const note =
  "<!-- This page is written by `npm run coverage`, from what a server of version 3.0.8 says that it has. -->";

/** `npm run coverage -- <URL of an API> [file]`: which endpoints of the server are managed, read or left out, and why. */
await runMain(async () => {
  const [url, file = join(repository, "docs/api/coverage.md")] = process.argv.slice(2);
  if (!url) throw new Problem("write the URL of an API: npm run coverage -- http://127.0.0.1:4200/api");
  const { paths } = await (await fetch(new URL("/openapi.json", url))).json();
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replace(/^\/api\//, "/") })),
  );
  await writeFile(resolve(file), page(served));
  return 0;
});

function page(served) {
  const keyOf = ({ method, path }) => `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`;
  const unknown = served.filter((endpoint) => !endpoints.has(keyOf(endpoint)));
  const keys = new Set(served.map(keyOf));
  const gone = [...endpoints.keys()].filter((key) => !keys.has(key));
  const faults = [...unknown.map((one) => `${keyOf(one)} is not classified`), ...gone.map((key) => `${key} is gone`)];
  if (faults.length > 0) throw new Problem(`scripts/lib/endpoints.mjs: ${faults.join(", ")}`);

  const rows = served.map((endpoint) => ({ ...endpoint, ...endpoints.get(keyOf(endpoint)) }));
  const countOf = (status) => rows.filter((row) => row.status === status).length;
  const groups = [...Map.groupBy(rows, ({ path }) => path.split("/")[path.startsWith("/v2/") ? 2 : 1])];
  const sections = groups.filter(([, { length }]) => length > 1).map(([name, group]) => section(name, group));
  const single = groups.filter(([, { length }]) => length === 1).flatMap(([, group]) => group);
  return `${[
    note,
    "# Coverage of the API",
    `Of ${rows.length} endpoints ${countOf("managed")} are managed by a resource, ${countOf("read")} are read, and ${countOf("left out")} are left out.`,
    ...sections,
    section("Others", single),
    newerSection(),
  ].join("\n\n")}\n`;
}

/** What the package uses of endpoints that only newer servers have. */
function newerSection() {
  const rows = [...newerEndpoints].map(([endpoint, { since, status, what }]) => {
    const [method, path] = endpoint.split(" ");
    return { method, path, status, what: `${what}, since ${since}` };
  });
  return section("Newer servers", rows);
}

function section(name, rows) {
  return [
    `## ${name}\n`,
    "| endpoint | | by what, or why not |",
    "| --- | --- | --- |",
    ...rows.map(({ method, path, status, what }) => `| \`${method} ${path}\` | ${status} | ${what} |`),
  ].join("\n");
}
