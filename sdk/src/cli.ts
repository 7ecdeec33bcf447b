#!/usr/bin/env node
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "./api/client.js";
import { type Connection, givenSettings } from "./api/connection.js";
import { printable } from "./api/printable.js";
import { refuseOldServer } from "./api/server-version.js";
import { readConnection } from "./config.js";
import { oneLine } from "./engine/errors.js";
import { type ExportedProgram, exportServer } from "./export/export.js";
import { definitions } from "./provider.js";

const usage = `Usage: pulumi-syntask export <folder>
       pulumi-syntask export --import-file <file>

Reads every object of a Syntask server and writes a Pulumi program into a new folder, and beside it the file with which
\`pulumi import\` takes the objects over as they are. No secret stands in the program, which takes them from the stack's
config; the file for the import has them in clear, so that a preview shows which of them differ.

With --import-file it writes no program but the names and ids of all objects, for a program in any language: \`pulumi import
--file <file> --out <program>\` has the plugin read them, and writes the program. No secret stands in either.

The server is that of SYNTASK_API_URL and SYNTASK_API_KEY, else of the active profile. SYNTASK_DIALECT=prefect for Prefect 3.0.`;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, "import-file": { type: "string" } },
  });
  const [command, folder] = positionals;
  const file = values["import-file"];
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (command !== "export" || positionals.length > 2 || (folder === undefined) === (file === undefined)) {
    console.error(usage);
    return 2;
  }
  await (folder === undefined ? exportIds(resolve(file!)) : exportInto(resolve(folder)));
  return 0;
}

async function exportIds(file: string): Promise<void> {
  if (existsSync(file)) throw new Error(`${file} is there already; name a new file`);
  const { connection, exported } = await readServer();
  await writeFile(file, exported.idFile);
  const lines = [
    `Wrote ${exported.count} names and ids into ${file}.`,
    ...exported.remarks,
    "",
    "Next, in the folder of a program that has the provider:",
    ...settingSteps(connection),
    `  pulumi import --file ${file} --out program.txt`,
    "  # put what it wrote into the program, and the secrets that it left out",
    "  pulumi preview        # shows what differs from the server, if anything does",
  ];
  for (const line of lines) console.log(printable(line));
}

async function readServer(): Promise<{ connection: Connection; exported: ExportedProgram }> {
  const connection = { ...readConnection({ get: () => undefined }), urlSetting: "SYNTASK_API_URL" };
  const client = new Client(connection);
  await refuseOldServer(client);
  console.log(`Reading ${connection.apiUrl} (${connection.source}) …`);
  return { connection, exported: await exportServer(client, definitions) };
}

async function exportInto(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty; name a new folder`);
  const { connection, exported } = await readServer();
  const name = basename(folder).replace(/[^A-Za-z0-9_.-]/g, "-");
  for (const [file, content] of Object.entries(filesOf(name, exported.program))) {
    await writeFile(join(folder, file), content);
  }
  await writeFile(join(folder, importFile), exported.importFile, { mode: 0o600 });
  for (const line of nextSteps(folder, connection, exported)) {
    console.log(printable(line));
  }
}

const importFile = "import.json";

function filesOf(name: string, program: string): Record<string, string> {
  const { version } = require("../package.json") as { version: string };
  const dependencies = { "@pulumi/pulumi": "^3.216.0", "pulumi-syntask": `^${version}` };
  const compilerOptions = {
    target: "ES2022",
    module: "node16",
    moduleResolution: "node16",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const devDependencies = { "@types/node": "^22.20.0", typescript: "~5.9.3" };
  return {
    ".gitignore": `${importFile}\nnode_modules/\n`,
    "index.ts": program.split("\n").map(printable).join("\n"),
    "Pulumi.yaml": `name: ${name}\ndescription: The objects of a Syntask server\nruntime: nodejs\n`,
    "package.json": `${JSON.stringify({ name, private: true, main: "index.ts", dependencies, devDependencies }, null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify({ compilerOptions, include: ["index.ts"] }, null, 2)}\n`,
  };
}

const nextSteps = (folder: string, connection: Connection, exported: ExportedProgram): string[] => [
  `Wrote ${exported.count} resources into ${join(folder, "index.ts")}.`,
  ...exported.remarks,
  "",
  "Next:",
  `  cd ${folder} && npm install && pulumi stack init dev`,
  ...settingSteps(connection),
  ...exported.secretKeys.map((key) => `  pulumi config set --secret ${key}`),
  `  pulumi import --file ${importFile} --generate-code=false`,
  `  rm ${importFile}        # it holds the server's secrets in clear`,
  "  pulumi up             # its preview shows what differs from the server, if anything does",
];

const settingSteps = (connection: Connection): string[] => [
  `  pulumi config set syntask:apiUrl ${connection.apiUrl}`,
  ...(connection.dialect.name === "syntask" ? [] : [`  pulumi config set syntask:dialect ${connection.dialect.name}`]),
  ...givenSettings(connection).map((setting) => `  pulumi config set --secret syntask:${setting}`),
];

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(oneLine(error));
    process.exitCode = 1;
  },
);
