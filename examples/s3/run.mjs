import { emulators } from "../../emulators/clouds.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of AWS. */
await runMain(() => runEmulatedExample({ ...emulators.s3, name: "s3", deployment: "s3-report" }));
