import { raw, unique } from "../../support/raw-api";
import { made, resource } from "../../support/resource";
import { serverTakes } from "../../support/server-version";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const storageOf = async (name: string) => {
  const { storage_configuration } = await raw("GET", `/work_pools/${name}`);
  return Object.fromEntries(Object.entries(storage_configuration).filter(([, value]) => value !== null));
};
const bundles = (module: string, place: object) => {
  const [requires] = module.replace("_", "-").split(".");
  return {
    bundleUploadStep: { [`${module}.experimental.bundles.upload`]: { requires: requires!, ...place } },
    bundleExecutionStep: { [`${module}.experimental.bundles.execute`]: { requires: requires!, ...place } },
  };
};
const asWritten = ({ bundleUploadStep, bundleExecutionStep }: ReturnType<typeof bundles>) => ({
  bundle_upload_step: bundleUploadStep,
  bundle_execution_step: bundleExecutionStep,
});
const s3 = bundles("prefect_aws", { bucket: "flows", aws_credentials_block_name: "flows" });
const azure = bundles("prefect_azure", { container: "flows", azure_blob_storage_credentials_block_name: "flows" });

test("the steps of bundles are written, changed, seen as drift, and taken away", async () => {
  const own = { name: unique("pool"), type: "process" };
  const inputs = { ...own, storageConfiguration: s3 };
  const object = await made("WorkPool", inputs);
  expect(await storageOf(own.name)).toEqual(asWritten(s3));
  await object.refresh();
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });

  const changed = { ...own, storageConfiguration: azure };
  expect(await object.up(changed)).toBe("updated");
  expect(await storageOf(own.name)).toEqual(asWritten(azure));

  await raw("PATCH", `/work_pools/${own.name}`, { storage_configuration: asWritten(s3) });
  await object.refresh();
  expect(await object.up(changed)).toBe("updated");
  expect(await storageOf(own.name)).toEqual(asWritten(azure));

  expect(await object.up(own)).toBe("updated");
  expect(await storageOf(own.name)).toEqual({});
  await object.refresh();
  expect(await object.preview(own)).toEqual({ changes: false, replaces: [] });
  await object.destroy();
});

test("what others have set is no drift, and stays where the program does not name it", async () => {
  const own = { name: unique("pool"), type: "process" };
  const object = await made("WorkPool", own);
  await raw("PATCH", `/work_pools/${own.name}`, { storage_configuration: asWritten(s3) });
  await object.refresh();
  expect(await object.preview(own)).toEqual({ changes: false, replaces: [] });
  expect(await object.up({ ...own, description: "Pool" })).toBe("updated");
  expect(await storageOf(own.name)).toEqual(asWritten(s3));
  const { bundleUploadStep } = azure;
  expect(await object.up({ ...own, storageConfiguration: { bundleUploadStep } })).toBe("updated");
  expect(await storageOf(own.name)).toEqual({ ...asWritten(s3), bundle_upload_step: bundleUploadStep });
  await object.destroy();
});

test("a step that nobody could call, and a part of another name, are refused", async () => {
  const check = (storageConfiguration: object) =>
    resource("WorkPool").check({ name: unique("pool"), type: "process", storageConfiguration });
  expect(await check({ bundleUploadStep: { upload: {} } })).toEqual([
    expect.stringMatching(/`storageConfiguration\.bundleUploadStep` "upload" is not the full name of a function/),
  ]);
  expect(await check({ bundles: {} })).toEqual([
    expect.stringMatching(/`storageConfiguration\.bundles` is not known; write bundleUploadStep, /),
  ]);
});

test("`defaultResultStorageBlockId` is the block of results, where the server has one for each pool", async () => {
  const block = await made("Block", {
    name: unique("results"),
    typeSlug: "local-file-system",
    data: { basepath: "/r" },
  });
  const documentId = block.stored!.id;
  const own = { name: unique("pool"), type: "process" };
  const inputs = { ...own, storageConfiguration: { ...s3, defaultResultStorageBlockId: documentId } };
  if (serverTakes({ since: "3.4.0" })) {
    const object = await made("WorkPool", inputs);
    expect(await storageOf(own.name)).toEqual({ ...asWritten(s3), default_result_storage_block_id: documentId });
    await object.refresh();
    expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
    await object.destroy();
  } else {
    expect(await resource("WorkPool").check(inputs)).toEqual([
      expect.stringMatching(
        /`storageConfiguration` with `defaultResultStorageBlockId` needs a server of version 3\.4\.0/,
      ),
    ]);
  }
  await block.destroy();
});
