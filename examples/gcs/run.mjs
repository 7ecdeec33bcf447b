import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { emulators } from "../../scripts/lib/emulators.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of Google Cloud Storage. */
await runMain(() => runEmulatedExample({ ...emulators.gcs, name: "gcs", deployment: "gcs-report" }));
