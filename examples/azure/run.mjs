import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { emulators } from "../../scripts/lib/emulators.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of Azure Blob Storage. */
await runMain(() => runEmulatedExample({ ...emulators.azure, name: "azure", deployment: "azure-report" }));
