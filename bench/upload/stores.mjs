import { startAwsEmulator } from "../../emulators/aws/emulator.mjs";
import { findOrBuildEmulator, withEmulator } from "../../emulators/gofakes3/emulator.mjs";

/** Servers that speak S3, each run while something works with its URL. */
export const stores = {
  /** Answers in parallel, as a store does. */
  gofakes3: async (work) => withEmulator(await findOrBuildEmulator(), work),
  /** That of the tests, which answers one request after the other. */
  moto: async (work) => {
    const emulator = await startAwsEmulator();
    try {
      return await work(emulator.url);
    } finally {
      await emulator.stop();
    }
  },
};
