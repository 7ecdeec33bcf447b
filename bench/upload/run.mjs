import { findOrBuildEmulator, withEmulator } from "../../emulators/gofakes3/emulator.mjs";
import { installAndBuild } from "../../scripts/lib/package.mjs";
import { Problem, runMain } from "../../scripts/lib/problem.mjs";
import { say, step } from "../../scripts/lib/progress.mjs";
import { findOrInstallPulumi } from "../../scripts/lib/pulumi.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";
import { load, machine } from "../lib/machine.mjs";
import { Bucket } from "./bucket.mjs";
import { DelayedProxy } from "./delayed-proxy.mjs";
import { FlowFolder } from "./flow-folder.mjs";
import { tableOf } from "./table.mjs";
import { openBucketObjects } from "./ways/bucket-objects.mjs";
import { openFlowCode } from "./ways/flow-code.mjs";
import { openPushToS3 } from "./ways/push-to-s3.mjs";

const usage = "node bench/upload/run.mjs [--files 1000] [--latency 20] [--way FlowCode|push_to_s3|BucketObject]";

/** The first is what the others are compared with. */
const ways = { FlowCode: openFlowCode, push_to_s3: openPushToS3, BucketObject: openBucketObjects };

await runMain(async () => {
  const { files, latency, way } = readArguments(process.argv.slice(2));
  await installAndBuild();
  const tools = {
    pulumi: await findOrInstallPulumi(),
    emulator: await findOrBuildEmulator(),
    worker: await findOrMakeEnvironment("aws-worker"),
  };
  const loadBefore = load();
  const chosen = way ? { [way]: ways[way] } : ways;
  const results = [];
  for (const [name, open] of Object.entries(chosen)) results.push(await measure(name, open, { files, latency, tools }));
  say(`${files} files, ${latency} ms; ${await machine()}; load ${loadBefore} before, ${load()} after`);
  console.log(`\n${tableOf(results)}`);
});

function readArguments(given) {
  const settings = { files: 1_000, latency: 20, way: undefined };
  for (let index = 0; index < given.length; index += 2) {
    const name = given[index].replace(/^--/, "");
    const value = given[index + 1];
    if (name === "way" && value in ways) settings.way = value;
    else if (["files", "latency"].includes(name) && Number(value) >= 1) settings[name] = Number(value);
    else throw new Problem(usage);
  }
  return settings;
}

/** One way, with an emulator, a bucket and a folder that no other way has touched. */
async function measure(name, open, { files, latency, tools }) {
  return withEmulator(tools.emulator, async (url) => {
    const proxy = await DelayedProxy.start(url, latency);
    const bucket = await Bucket.create(url, "flows");
    const folder = await FlowFolder.create(files);
    const way = await open({ folder: folder.path, endpoint: proxy.url, bucket: bucket.name, tools });
    try {
      const first = await timed(`${name}: ${files} files`, proxy, way);
      await bucket.expectFiles(way.prefix, folder);
      await folder.editOne();
      const second = await timed(`${name}: one file changed`, proxy, way);
      await bucket.expectFiles(way.prefix, folder);
      return { name, first, second };
    } finally {
      await way.close();
      await folder.remove();
      await proxy.stop();
    }
  });
}

/** The command from its start to its end, and in it the time from the first request to the last answer. */
async function timed(title, proxy, way) {
  proxy.reset();
  const start = performance.now();
  await step(title, () => way.upload());
  return { command: performance.now() - start, ...proxy.seen() };
}
