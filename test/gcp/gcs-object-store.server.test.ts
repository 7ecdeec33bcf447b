import { GcsEmulator } from "../../emulators/gcs/gcs-emulator";
import { openGcsObjectStore } from "../../sdk/src/gcp/gcs-object-store";
import { objectStoreContract } from "../code/object-store-contract";

let gcs: GcsEmulator;
beforeAll(async () => {
  gcs = await GcsEmulator.start();
});
afterAll(() => gcs.stop());

objectStoreContract("Google Cloud Storage", async () => {
  await gcs.makeBucket("flows");
  const settings = { ...gcs.config(), ...gcs.secretConfig };
  const config = { get: (key: string) => settings[key] };
  return {
    open: () => openGcsObjectStore({ bucket: "flows" }, config, undefined),
    openMissing: () => openGcsObjectStore({ bucket: "not-there" }, config, undefined),
    openWithWrongKey: () => openGcsObjectStore({ bucket: "flows" }, config, { accessToken: "wrong-secret" }),
  };
});
