import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { granteesIn } from "../cloud/grantees.js";
import { checkFolder, folderPrefix } from "../code/folder-path.js";
import { CheckFailures } from "../provider/check-failures.js";
import type { AzureBlobFlowStorageArgs } from "./azure-blob-flow-storage-args.js";
import { containerNameOf, faultOfAccountName, faultOfContainerName } from "./names.js";

/**
 * What can be seen to be wrong before anything is made.
 *
 * @throws RunError
 */
export function checkArgs(name: string, args: AzureBlobFlowStorageArgs): void {
  const [fault] = [
    ...contradictions(args),
    ...contradictionsOfAccess(args),
    ...faultsOfValues(args),
    ...faultsOfNames(name, args),
  ];
  if (fault) refuse(name, fault);
}

/** @throws RunError */
export function refuse(name: string, fault: string): never {
  throw new pulumi.RunError(`AzureBlobFlowStorage "${name}": ${fault}.`);
}

/** The folder in its one form. @throws RunError */
export function checkedFolder(name: string, folder: string): string {
  const failures = new CheckFailures();
  checkFolder("folder", folder, failures);
  if (failures.lines[0]) refuse(name, failures.lines[0]);
  return folderPrefix(folder);
}

/** @throws RunError */
export function checkedName(name: string, property: string, given: string): string {
  const fault = property.startsWith("container") ? faultOfContainerName(given) : faultOfAccountName(given);
  return fault ? refuse(name, `\`${property}\` ${fault}`) : given;
}

function* contradictions(args: AzureBlobFlowStorageArgs): Generator<string> {
  const { source, storageAccount, container, storageAccountArgs: account = {}, containerArgs = {} } = args;
  if (storageAccount !== undefined && args.storageAccountArgs !== undefined) {
    yield "give `storageAccount` or `storageAccountArgs`, not both";
  }
  if (container !== undefined && args.containerArgs !== undefined) {
    yield "give `container` or `containerArgs`, not both";
  }
  if (container !== undefined && storageAccount === undefined) {
    yield "`container` is one that exists; give the account that it is in as `storageAccount`";
  }
  if (storageAccount !== undefined && args.location !== undefined) {
    yield "`location` is that of a new account, and `storageAccount` is one that exists; leave one of them out";
  }
  if (container !== undefined && args.forceDestroy !== undefined) {
    yield "`forceDestroy` is of what is new, and `container` is one that exists; leave one of them out";
  }
  for (const setting of ["ignoreFile", "ignore", "releases", "uploadCredentials", "uploaders"] as const) {
    if (source === undefined && args[setting]) yield `\`${setting}\` belongs to \`source\`, which is missing`;
  }
  if (account.isHnsEnabled === true) {
    yield "a worker cannot pull from an account with a hierarchical namespace; leave `storageAccountArgs.isHnsEnabled` out";
  }
  if (account.allowBlobPublicAccess === true || (containerArgs.publicAccess ?? "None") !== "None") {
    yield "flow code is not public; leave `allowBlobPublicAccess` and `publicAccess` out";
  }
  if (typeof account.minimumTlsVersion === "string" && /^TLS1_[01]$/.test(account.minimumTlsVersion)) {
    yield "the account takes TLS 1.2 at least; leave `storageAccountArgs.minimumTlsVersion` out";
  }
}

/** Settings by the kinds of access that they belong to. */
const accessOf = {
  permissions: ["sas", "runtime"],
  readers: ["runtime"],
  readerType: ["runtime"],
  uploaders: ["runtime"],
  validDays: ["sas"],
  rotation: ["sas"],
  accountKey: ["connectionString", "sas"],
  credentials: ["connectionString"],
} as const;

function* contradictionsOfAccess(args: AzureBlobFlowStorageArgs): Generator<string> {
  const { access = "connectionString", credentials, storageAccountArgs = {} } = args;
  if (!["connectionString", "sas", "runtime"].includes(access)) {
    return yield `\`access\` is "${access}"; write "connectionString", "sas" or "runtime"`;
  }
  if (access === "connectionString" && args.rotation !== undefined) {
    yield '`rotation` belongs to `access: "sas"`; to renew an account key, change `accountKey` to the other one';
  }
  for (const [setting, accesses] of Object.entries(accessOf) as [keyof typeof accessOf, readonly string[]][]) {
    if (args[setting] === undefined || accesses.includes(access)) continue;
    const others = accesses.map((kind) => `\`access: "${kind}"\``).join(" or ");
    yield `\`${setting}\` belongs to ${others}; write that, or leave it out`;
  }
  if (access !== "runtime" && storageAccountArgs.allowSharedKeyAccess === false) {
    yield `\`access: "${access}"\` needs account keys; leave \`storageAccountArgs.allowSharedKeyAccess\` out`;
  }
  if (credentials === undefined) return;
  for (const setting of ["credentialsName", "accountKey"] as const) {
    if (args[setting] === undefined) continue;
    yield `\`${setting}\` is of a block that is made here, and \`credentials\` is given; leave one of them out`;
  }
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function* faultsOfValues(args: AzureBlobFlowStorageArgs): Generator<string> {
  const { resourceGroupName, permissions, readerType, rotation, validDays, accountKey, endpoint, credentials } = args;
  const oneOf = { permissions: ["read", "readWrite"], readerType: ["ServicePrincipal", "Group", "User"] };
  const choices = { ...oneOf, accountKey: ["key1", "key2"] };
  for (const [setting, value] of Object.entries({ permissions, readerType, accountKey })) {
    const allowed = choices[setting as keyof typeof choices];
    if (value === undefined || allowed.includes(value)) continue;
    yield `\`${setting}\` is "${value}"; write ${allowed.map((choice) => `"${choice}"`).join(" or ")}`;
  }
  if (typeof resourceGroupName === "string" && !/^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u.test(resourceGroupName)) {
    yield `\`resourceGroupName\` is "${resourceGroupName}"; write the name alone, like "flows"`;
  }
  if (rotation !== undefined && rotation.trim() === "") yield "`rotation` is blank; write a text, or leave it out";
  if (validDays !== undefined && !(Number.isInteger(validDays) && validDays >= 1)) {
    yield `\`validDays\` is ${validDays}; write a whole number of days from 1`;
  }
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint)) {
    yield `\`endpoint\` is "${endpoint}"; write a URL, like "https://flows.blob.core.windows.net"`;
  }
  for (const setting of ["readers", "uploaders"] as const) {
    const wrong = granteesIn(args[setting] ?? []).find(
      (principal) => typeof principal === "string" && !guid.test(principal),
    );
    if (wrong !== undefined)
      yield `\`${setting}\` has "${wrong}"; write the principal id of the identity, which is a GUID`;
  }
  if (typeof credentials === "string" && !/^\{\{.*\}\}$/.test(credentials.trim())) {
    yield "`credentials` is not a placeholder of a block; give the block, or its `reference`";
  }
}

function* faultsOfNames(name: string, args: AzureBlobFlowStorageArgs): Generator<string> {
  const { storageAccount, container, storageAccountArgs, containerArgs } = args;
  const accounts = { storageAccount, "storageAccountArgs.accountName": storageAccountArgs?.accountName };
  for (const [property, given] of Object.entries(accounts)) {
    const fault = typeof given === "string" ? faultOfAccountName(given) : undefined;
    if (fault) yield `\`${property}\` ${fault}`;
  }
  const containers = { container, "containerArgs.containerName": containerArgs?.containerName };
  for (const [property, given] of Object.entries(containers)) {
    const fault = typeof given === "string" ? faultOfContainerName(given) : undefined;
    if (fault) yield `\`${property}\` ${fault}`;
  }
  if (container !== undefined || containerArgs?.containerName !== undefined) return;
  if (faultOfContainerName(containerNameOf(name))) {
    yield "its name makes none of a container, of 3 to 63 letters and digits; give one as `containerArgs.containerName`";
  }
}

export const isAccount = (given: unknown): given is storage.StorageAccount => storage.StorageAccount.isInstance(given);
export const isContainer = (given: unknown): given is storage.BlobContainer => storage.BlobContainer.isInstance(given);
