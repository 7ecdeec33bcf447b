import { startAwsEmulator } from "../../scripts/aws/emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of AWS. */
await runMain(() =>
  runEmulatedExample({
    name: "s3",
    deployment: "s3-report",
    plugin: "aws",
    worker: "aws-worker",
    startEmulator: startAwsEmulator,
  }),
);
