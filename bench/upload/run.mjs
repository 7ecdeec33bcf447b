import { parseArgs } from "node:util";
import { installAndBuild } from "../../scripts/lib/package.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { say, step } from "../../scripts/lib/progress.mjs";
import { findOrInstallPulumi } from "../../scripts/lib/pulumi.mjs";
import { load, machine } from "../lib/machine.mjs";
import { measured } from "../lib/measure.mjs";
import { Bucket } from "./bucket.mjs";
import { CountingProxy, findOrBuildProxy } from "./counting-proxy.mjs";
import { FlowFolder } from "./flow-folder.mjs";
import { stores } from "./stores.mjs";
import { tablesOf } from "./table.mjs";
import { openBucketObjects } from "./ways/bucket-objects.mjs";
import { openAwsSync, openRclone, openS5cmd } from "./ways/commands.mjs";
import { openFlowCode } from "./ways/flow-code.mjs";
import { openPushToS3 } from "./ways/push-to-s3.mjs";

/** The first is what the others are compared with. */
const ways = {
  FlowCode: openFlowCode,
  s5cmd: openS5cmd,
  rclone: openRclone(),
  "rclone --transfers 64": openRclone(64),
  "aws s3 sync": openAwsSync,
  push_to_s3: openPushToS3,
  BucketObject: openBucketObjects,
};
/** For ten thousand files the engine needs an hour. */
const slow = ["BucketObject"];
const usage = `node bench/upload/run.mjs [--files 10000] [--megabytes 1024] [--latency 20] [--stores "${Object.keys(stores).join(",")}"]
  [--ways "${Object.keys(ways).join(",")}"]`;

await runMain(async () => {
  const options = readArguments(process.argv.slice(2));
  await installAndBuild();
  const tools = { pulumi: await findOrInstallPulumi(), proxy: await findOrBuildProxy() };
  const contents = {
    [`${options.files} files`]: options.files > 0 && (() => FlowFolder.ofSmallFiles(options.files)),
    [`a file of ${options.megabytes} MiB`]:
      options.megabytes > 0 && (() => FlowFolder.withLargeFile(options.megabytes)),
  };
  for (const [content, make] of Object.entries(contents).filter(([, make]) => make)) {
    for (const store of options.stores) {
      const loadBefore = load();
      const results = {};
      for (const name of options.ways) results[name] = await measureWay(name, make, store, { ...options, ...tools });
      say(`${await machine()}; load ${loadBefore} before, ${load()} after`);
      console.log(`\n## ${content} to ${store}, ${options.latency} ms\n\n${tablesOf(results)}\n`);
    }
  }
});

function readArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        files: { type: "string", default: "10000" },
        megabytes: { type: "string", default: "1024" },
        latency: { type: "string", default: "20" },
        stores: { type: "string", default: Object.keys(stores)[0] },
        ways: { type: "string" },
      },
    });
    const [files, megabytes, latency] = [values.files, values.megabytes, values.latency].map(Number);
    const chosen = {
      stores: values.stores.split(","),
      ways: values.ways?.split(",") ?? Object.keys(ways).filter((name) => !slow.includes(name)),
    };
    const isKnown = chosen.stores.every((one) => one in stores) && chosen.ways.every((one) => one in ways);
    if (!isKnown || ![files, megabytes, latency].every((number) => number >= 0)) throw new Error(usage);
    return { files, megabytes, latency, ...chosen };
  } catch {
    throw new Problem(usage);
  }
}

/** One way, with a store, a bucket and a folder that no other way has touched. */
async function measureWay(name, make, store, { latency, pulumi, proxy: proxyFolder }) {
  return stores[store](async (url) => {
    const proxy = await CountingProxy.start(proxyFolder, url, latency);
    const bucket = await Bucket.create(url, "flows");
    const folder = await make();
    const way = await ways[name]({ folder: folder.path, endpoint: proxy.url, bucket: bucket.name, pulumi });
    const steps = {
      "first upload": async () => {},
      "no change": async () => {},
      "one file changed": () => folder.editOne(),
      ...(way.deletes && { "one file deleted": () => folder.deleteOne() }),
    };
    const results = {};
    try {
      for (const [title, prepare] of Object.entries(steps)) {
        await prepare();
        await proxy.take();
        const result = await step(`${name}: ${title}`, () => measured(way.command, way));
        results[title] = { ...result, ...(await proxy.take()) };
        await bucket.expectFiles(way.prefix, folder, way.deletes);
      }
      return results;
    } finally {
      await way.close();
      await folder.remove();
      await proxy.stop();
    }
  });
}
