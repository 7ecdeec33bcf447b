import { runMain } from "../../scripts/lib/problem.mjs";
import { startGcsEmulator } from "./emulator.mjs";

/** Runs the emulator until the process that started it closes its input, and says in one line of JSON where it is. */
await runMain(async () => {
  const { url, ownerToken, stop } = await startGcsEmulator();
  console.log(JSON.stringify({ url, ownerToken }));
  process.stdin.resume();
  await new Promise((ended) => process.stdin.once("end", ended));
  await stop();
  return 0;
});
