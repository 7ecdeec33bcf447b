import { startEcsEmulator } from "../../emulators/aws/ecs-emulator.mjs";
import { runEmulatedExample } from "../../scripts/lib/emulated-example.mjs";
import { runMain } from "../../scripts/lib/problem.mjs";

/** Runs this example on an emulator of AWS, whose ECS runs the workers that the example makes. */
await runMain(() =>
  runEmulatedExample({
    name: "ecs",
    deployment: "ecs-report",
    plugin: "aws",
    hasOwnWorker: true,
    startEmulator: startEcsEmulator,
  }),
);
