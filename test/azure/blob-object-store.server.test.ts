import { openBlobObjectStore } from "../../sdk/src/azure/blob-object-store";
import { objectStoreContract } from "../code/object-store-contract";
import { Azurite } from "../support/azurite";

let azure: Azurite;
beforeAll(async () => {
  azure = await Azurite.start();
});
afterAll(() => azure.stop());

objectStoreContract("Azure Blob Storage", async () => {
  await azure.container("flows").create();
  const { account, endpoint, keys } = azure;
  const config = { get: () => undefined };
  const open = (container: string, accountKey: string) =>
    openBlobObjectStore({ account, container, endpoint }, config, { accountKey });
  return {
    open: () => open("flows", keys[0]),
    openMissing: () => open("not-there", keys[0]),
    openWithWrongKey: () => open("flows", Buffer.from("wrong-secret").toString("base64")),
  };
});
