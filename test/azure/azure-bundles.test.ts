import { AzureBlobFlowStorage } from "pulumi-syntask/azure";
import type { Declared } from "../support/mocks";
import { keys, kinds, reader, storageOf } from "./declared-storage";

describe("a place for bundles", () => {
  const bundlesOf = (children: Declared[]) => children.filter(({ name }) => name.startsWith("Flows-bundles"));

  test("is a container with a signature and a block that get and put blobs there and nothing else", async () => {
    const { children, child, told } = await storageOf(
      { access: "sas", bundles: true, validDays: 30, rotation: "a", forceDestroy: true },
      { "syntask:dialect": "prefect" },
    );
    expect(kinds(bundlesOf(children))).toEqual([
      "BlobContainer Flows-bundles-container",
      "StoreGuard Flows-bundles-guard",
      "ContainerSas Flows-bundles-signature",
      "AzureBlobStorageCredentials Flows-bundles-credentials",
    ]);
    const account = child("account").inputs.accountName;
    expect(child("bundles-container").inputs).toEqual({
      resourceGroupName: "rg",
      accountName: account,
      containerName: "flows-bundles",
      publicAccess: "None",
    });
    expect(child("bundles-container").dependsOn).toEqual(["Flows-guard", "Flows-container"]);
    expect(child("bundles-guard").inputs).toMatchObject({
      store: "azureContainer",
      location: { account, container: "flows-bundles" },
      credentials: { accountKey: keys.key1 },
      forceDestroy: true,
    });
    expect(child("bundles-signature").inputs).toMatchObject({
      container: "flows-bundles",
      permissions: "bundles",
      validDays: 30,
      rotation: "a",
    });
    expect(child("bundles-credentials").inputs).toEqual({ name: "flows-bundles", connectionString: "signed" });
    const place = {
      requires: "prefect-azure",
      container: "flows-bundles",
      azure_blob_storage_credentials_block_name: "flows-bundles",
    };
    expect(await told()).toEqual({
      bundleUploadStep: { "prefect_azure.experimental.bundles.upload": place },
      bundleExecutionStep: { "prefect_azure.experimental.bundles.execute": place },
    });
  });

  test('is open to the readers with `access: "runtime"`, by a role on its container, and the block has no secret', async () => {
    const { children, child, told } = await storageOf({
      access: "runtime",
      bundles: true,
      readers: [reader],
      credentialsName: "team",
    });
    expect(kinds(bundlesOf(children))).toEqual([
      "BlobContainer Flows-bundles-container",
      "StoreGuard Flows-bundles-guard",
      "AzureBlobStorageCredentials Flows-bundles-credentials",
      `RoleAssignment Flows-bundles-reader-${reader}`,
    ]);
    const { scope, roleDefinitionId, principalId } = child(`bundles-reader-${reader}`).inputs;
    expect([scope, principalId]).toEqual(["Flows-bundles-container-id", reader]);
    expect(roleDefinitionId).toMatch(/ba92f5b4-2d11-453d-a403-e96b0029c9fe$/);
    expect(child("bundles-credentials").inputs).toEqual({
      name: "team-bundles",
      accountUrl: `https://${child("account").inputs.accountName}.blob.core.windows.net`,
    });
    const [step] = Object.values((await told()).bundleUploadStep!);
    expect(step).toMatchObject({ azure_blob_storage_credentials_block_name: "team-bundles" });
  });

  test("has a name of its own however long that of the storage is", async () => {
    const name = "f".repeat(70);
    const { child } = await storageOf({ access: "sas", bundles: true }, {}, name);
    expect(child("container").inputs.containerName).toBe("f".repeat(63));
    expect(child("bundles-container").inputs.containerName).toBe(`${"f".repeat(55)}-bundles`);
  });

  test("is not there unless it is asked for", async () => {
    const { children, told } = await storageOf({ access: "sas" });
    expect(bundlesOf(children)).toEqual([]);
    expect(await told()).toEqual({});
  });

  test("is refused where a key opens all of the account", () => {
    const make = () => new AzureBlobFlowStorage("Flows", { resourceGroupName: "rg", bundles: true });
    expect(make).toThrow('`bundles` belongs to `access: "sas"` or `access: "runtime"`; write that, or leave it out');
  });
});
