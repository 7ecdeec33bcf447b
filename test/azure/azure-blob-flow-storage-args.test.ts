import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { AzureBlobFlowStorage, pullFromAzureBlobStorage } from "pulumi-syntask/azure";
import { type Declared, declare } from "../support/mocks";
import { type Args, answers, outputs, placeholder, reader, source, storageOf } from "./declared-storage";

test("names of accounts fit Azure's rules and differ between stacks of one name and storages that begin alike", async () => {
  const names: string[] = [];
  for (const name of ["A Storage whose Name is Long", "A Storage whose Name is Longer", "f-1"]) {
    names.push((await storageOf({}, {}, name)).child("account").inputs.accountName);
  }
  names.push((await storageOf({ resourceGroupName: "another" }, {}, "f-1")).child("account").inputs.accountName);
  for (const name of names) expect(name).toMatch(/^[a-z0-9]{3,24}$/);
  expect(new Set(names).size).toBe(4);
});

test("an account keeps its first name, and what is in it is named by that", async () => {
  const { child } = await storageOf({ source });
  expect(child("account").ignoreChanges).toEqual(["accountName"]);
  const renamed = (declared: Declared) =>
    declared.type.endsWith(":StorageAccount") ? { name: "firstname" } : outputs(declared);
  const declared = await declare(
    () => new AzureBlobFlowStorage("Flows", { resourceGroupName: "rg", source }),
    {},
    renamed,
    answers,
  );
  const find = (name: string) => declared.find((one) => one.name === name)!;
  expect(find("Flows-container").inputs.accountName).toBe("firstname");
  expect(find("Flows-code").inputs.location.account).toBe("firstname");
});

test("a container is named as the component, as far as Azure takes it, or as it is told", async () => {
  const long = await storageOf({}, {}, `${"a".repeat(62)} flows`);
  expect(long.child("container").inputs.containerName).toBe("a".repeat(62));
  const chosen = await storageOf({ containerArgs: { containerName: "a-b" } }, {}, "ab");
  expect(chosen.child("container").inputs.containerName).toBe("a-b");
});

test("the step's module and what it requires can be chosen, and follow the dialect otherwise", async () => {
  const chosen = await storageOf({ stepModule: "our.steps", requires: "our-package" });
  expect(chosen.pullSteps[0]["our.steps.pull_from_azure_blob_storage"]).toMatchObject({ requires: "our-package" });
  const prefect = await storageOf({}, { "syntask:dialect": "prefect" });
  expect(Object.keys(prefect.pullSteps[0])).toEqual(["prefect_azure.deployments.steps.pull_from_azure_blob_storage"]);
});

test("a bare pull step has its folder in the one form that a worker wants", async () => {
  const credentials = { account_url: "https://flows.blob.core.windows.net" };
  const declared = await declare(() => {
    const pullSteps = [pullFromAzureBlobStorage({ container: "flows", folder: "./a//b", credentials })];
    new syntask.Deployment("nightly", { entrypoint: "etl.py:main", flow: "main", pullSteps });
  });
  const [step] = declared.find(({ type }) => type === "Deployment")!.inputs.pullSteps;
  expect(step).toEqual({
    "syntask_azure.deployments.steps.pull_from_azure_blob_storage": {
      container: "flows",
      folder: "a/b/",
      credentials,
    },
  });
});

test.each<[Args, string]>([
  [{ storageAccount: "teamcode", storageAccountArgs: {} }, "give `storageAccount` or `storageAccountArgs`, not both"],
  [
    { storageAccount: "teamcode", container: "a-b", containerArgs: {} },
    "give `container` or `containerArgs`, not both",
  ],
  [{ container: "flows" }, "give the account that it is in as `storageAccount`"],
  [
    { storageAccount: "teamcode", location: "westeurope" },
    "`location` is of a new account, and `storageAccount` is given",
  ],
  [{ releases: true }, "`releases` belongs to `source`, which is missing"],
  [{ storageAccount: "Team-Code" }, '`storageAccount` "Team-Code" is no name of a storage account'],
  [{ storageAccount: "ab" }, "Azure takes 3 to 24 lowercase letters and digits"],
  [
    { storageAccount: "https://teamcode.blob.core.windows.net" },
    'is a URL; write the account\'s name alone, "teamcode"',
  ],
  [{ storageAccountArgs: { accountName: "a".repeat(25) } }, "`storageAccountArgs.accountName` "],
  [
    { storageAccount: "teamcode", container: "Team" },
    "Azure takes 3 to 63 lowercase letters, digits and single dashes",
  ],
  [{ storageAccount: "teamcode", container: "a--b" }, '`container` "a--b" is no name of a container'],
  [{ storageAccount: "teamcode", container: "code/etl" }, 'write "code" and give the folder as `folder`'],
  [{ containerArgs: { containerName: "x" } }, "`containerArgs.containerName` "],
  [{ storageAccountArgs: { isHnsEnabled: true } }, "cannot pull from an account with a hierarchical namespace"],
  [{ storageAccountArgs: { allowBlobPublicAccess: true } }, "flow code is not public"],
  [{ storageAccountArgs: { minimumTlsVersion: "TLS1_0" } }, "the account takes TLS 1.2 at least"],
  [{ storageAccountArgs: { allowSharedKeyAccess: false } }, '`access: "connectionString"` needs account keys'],
  [{ access: "key" as never }, '`access` is "key"; write "connectionString", "sas" or "runtime"'],
  [{ rotation: "1" }, "to renew an account key, change `accountKey` to the other one"],
  [{ access: "runtime", rotation: "1" }, '`rotation` belongs to `access: "sas"`'],
  [{ access: "runtime", validDays: 3 }, '`validDays` belongs to `access: "sas"`'],
  [{ permissions: "readWrite" }, '`permissions` belongs to `access: "sas"` or `access: "runtime"`'],
  [{ readers: [reader] }, '`readers` belongs to `access: "runtime"`'],
  [{ access: "runtime", readers: ["worker"] }, '`readers` has "worker"; write the principal id of the identity'],
  [{ access: "runtime", credentials: placeholder("team") }, '`credentials` belongs to `access: "connectionString"`'],
  [{ credentials: placeholder("team"), credentialsName: "x" }, "`credentialsName` is of a block that is made here"],
  [{ credentials: "team" }, "`credentials` is not a placeholder of a block"],
  [{ access: "sas", rotation: " " }, "`rotation` is blank"],
  [{ access: "sas", validDays: 0 }, "`validDays` is 0; write a whole number from 1"],
  [{ accountKey: "key3" as never }, '`accountKey` is "key3"; write "key1" or "key2"'],
  [{ endpoint: "flows" }, '`endpoint` is "flows"; write a URL'],
  [{ resourceGroupName: "/subscriptions/1/resourceGroups/rg" }, "`resourceGroupName` is"],
])("%j is refused in one line that names the storage", (args, reason) => {
  const make = () => new AzureBlobFlowStorage("Flows", { resourceGroupName: "rg", ...args });
  expect(make).toThrow(pulumi.RunError);
  expect(make).toThrow(/^AzureBlobFlowStorage "Flows": .*\.$/);
  expect(make).toThrow(reason);
});

test("a component whose name makes none of a container is refused, with the way out", () => {
  for (const name of ["流", "ab", "--"]) {
    expect(() => new AzureBlobFlowStorage(name, { resourceGroupName: "rg" })).toThrow(
      "no name of a container can be made of its own; give one of 3 to 63 letters and digits as `containerArgs.containerName`",
    );
  }
});
