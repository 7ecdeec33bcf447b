import { emulators } from "../../emulators/clouds.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of Google Cloud Storage. */
await runMain(() => runEmulatedExample({ ...emulators.gcs, name: "gcs", deployment: "gcs-report" }));
