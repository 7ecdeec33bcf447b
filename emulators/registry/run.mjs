import { runMain } from "../../scripts/lib/problem.mjs";
import { startRegistry } from "./emulator.mjs";

/** Runs the registry until the process that started it closes its input, and says in one line of JSON where it is. */
await runMain(async () => {
  const { address, user, stop } = await startRegistry();
  console.log(JSON.stringify({ address, user }));
  process.stdin.resume();
  await new Promise((ended) => process.stdin.once("end", ended));
  await stop();
  return 0;
});
