import { AzureEmulator } from "../../emulators/azure/azure-emulator";
import { openBlobObjectStore } from "../../sdk/src/azure/blob-object-store";
import { objectStoreContract } from "../code/object-store-contract";

let azure: AzureEmulator;
beforeAll(async () => {
  azure = await AzureEmulator.start();
});
afterAll(() => azure.stop());

objectStoreContract("Azure Blob Storage", async () => {
  await azure.makeAccount("flowcode");
  await (await azure.container("flowcode", "flows")).create();
  const key = await azure.key("flowcode");
  const config = { get: () => undefined };
  const open = (container: string, accountKey: string) =>
    openBlobObjectStore({ account: "flowcode", container, endpoint: azure.endpoint("flowcode") }, config, {
      accountKey,
    });
  return {
    open: () => open("flows", key),
    openMissing: () => open("not-there", key),
    openWithWrongKey: () => open("flows", Buffer.from("wrong-secret").toString("base64")),
  };
});
