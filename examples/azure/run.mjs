import { emulators } from "../../emulators/clouds.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of Azure Blob Storage. */
await runMain(() => runEmulatedExample({ ...emulators.azure, name: "azure", deployment: "azure-report" }));
