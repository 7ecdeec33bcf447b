import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../../../scripts/lib/repository.mjs";
import { openAwsStack } from "../aws-stack.mjs";
import { upCommand } from "./flow-code.mjs";

const double = join(repository, "emulators/providers/aws-bucket-object.js");

/** `pulumi up` of one `aws.s3.BucketObject` per file. */
export async function openBucketObjects({ folder, endpoint, bucket, pulumi }) {
  const prefix = "flows/";
  const program = `const { readdirSync } = require("node:fs");
const { join } = require("node:path");
const { FileAsset } = require("@pulumi/pulumi").asset;
const { BucketObject } = require("@pulumi/aws/s3");
const { folder, bucket, prefix } = ${JSON.stringify({ folder, bucket, prefix })};
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const key = prefix + file.slice(folder.length + 1);
  new BucketObject(key, { bucket, key, source: new FileAsset(file) });
}
`;
  const stack = await openAwsStack({ pulumi, endpoint, program });
  await installDouble(stack);
  const { cwd, environment, remove } = stack;
  return { prefix, command: upCommand, cwd, environment, deletes: true, close: remove };
}

/** The place of AWS's plugin, in the version that its npm package asks for. */
async function installDouble(stack) {
  const { version } = JSON.parse(await readFile(join(repository, "node_modules/@pulumi/aws/package.json"), "utf8"));
  const folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-double-"));
  const executable = join(folder, "pulumi-resource-aws");
  await writeFile(executable, `#!/bin/sh\nexec "${process.execPath}" "${double}" "$@"\n`);
  await chmod(executable, 0o755);
  await stack.call("plugin", "install", "resource", "aws", `v${version}`, "--file", executable);
  await rm(folder, { recursive: true });
}
