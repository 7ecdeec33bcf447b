import * as storage from "@pulumi/azure-native/storage";
import {
  faultsOfMadeBesideGiven,
  faultsOfNewBesideGiven,
  faultsOfTwoWays,
  faultsOfUpload,
} from "../cloud/arg-faults.js";
import type { Refuse } from "../provider/refusal.js";
import type { AzureBlobFlowStorageArgs } from "./azure-blob-flow-storage-args.js";
import { bundlesContainerOf, containerNameOf, faultOfAccountName, faultOfContainerName } from "./names.js";

/** @throws RunError */
export function refuseContradictions(name: string, args: AzureBlobFlowStorageArgs, refuse: Refuse): void {
  const faults = [...contradictions(args), ...contradictionsOfAccess(args), ...faultsOfNames(name, args)];
  for (const fault of faults) refuse(fault);
}

/** A name that is known by now. @throws RunError */
export function checkedName(refuse: Refuse, property: string, given: string): string {
  const fault = property.startsWith("container") ? faultOfContainerName(given) : faultOfAccountName(given);
  return fault ? refuse(`\`${property}\` ${fault}`) : given;
}

function* contradictions(args: AzureBlobFlowStorageArgs): Generator<string> {
  const { source, storageAccount, storageAccountArgs, location, container, containerArgs } = args;
  const { ignoreFile, ignore, releases, uploadCredentials, uploaders, bundles, forceDestroy } = args;
  yield* faultsOfTwoWays({ storageAccount }, { storageAccountArgs });
  yield* faultsOfTwoWays({ container }, { containerArgs });
  if (container !== undefined && storageAccount === undefined) {
    yield "`container` is one that exists; give the account that it is in as `storageAccount`";
  }
  yield* faultsOfNewBesideGiven("account", { storageAccount }, { location });
  yield* faultsOfNewBesideGiven("container", { container }, bundles ? {} : { forceDestroy });
  yield* faultsOfUpload(source, { ignoreFile, ignore, releases, uploadCredentials, uploaders });
  yield* exposures(storageAccountArgs, containerArgs);
}

/** What would open the code to others, or keep workers out. */
function* exposures(
  account: AzureBlobFlowStorageArgs["storageAccountArgs"] = {},
  container: AzureBlobFlowStorageArgs["containerArgs"] = {},
): Generator<string> {
  if (account.isHnsEnabled === true) {
    yield "a worker cannot pull from an account with a hierarchical namespace; leave `storageAccountArgs.isHnsEnabled` out";
  }
  if (account.allowBlobPublicAccess === true || (container.publicAccess ?? "None") !== "None") {
    yield "flow code is not public; leave `allowBlobPublicAccess` and `publicAccess` out";
  }
  if (typeof account.minimumTlsVersion === "string" && /^TLS1_[01]$/.test(account.minimumTlsVersion)) {
    yield "the account takes TLS 1.2 at least; leave `storageAccountArgs.minimumTlsVersion` out";
  }
}

/** Settings by the kinds of access that they belong to. */
const accessOf = {
  permissions: ["sas", "runtime"],
  bundles: ["sas", "runtime"],
  readers: ["runtime"],
  readerType: ["runtime"],
  uploaders: ["runtime"],
  validDays: ["sas"],
  rotation: ["sas"],
  accountKey: ["connectionString", "sas"],
  credentials: ["connectionString"],
} as const;

function* contradictionsOfAccess(args: AzureBlobFlowStorageArgs): Generator<string> {
  const { access = "connectionString", credentials, storageAccountArgs = {}, credentialsName, accountKey } = args;
  if (access === "connectionString" && args.rotation !== undefined) {
    yield '`rotation` belongs to `access: "sas"`; to renew an account key, change `accountKey` to the other one';
  }
  for (const [setting, accesses] of Object.entries(accessOf) as [keyof typeof accessOf, readonly string[]][]) {
    if (args[setting] === undefined || args[setting] === false || accesses.includes(access)) continue;
    const others = accesses.map((kind) => `\`access: "${kind}"\``).join(" or ");
    yield `\`${setting}\` belongs to ${others}; write that, or leave it out`;
  }
  if (access !== "runtime" && storageAccountArgs.allowSharedKeyAccess === false) {
    yield `\`access: "${access}"\` needs account keys; leave \`storageAccountArgs.allowSharedKeyAccess\` out`;
  }
  yield* faultsOfMadeBesideGiven("block", credentials, { credentialsName, accountKey });
}

function* faultsOfNames(name: string, args: AzureBlobFlowStorageArgs): Generator<string> {
  const { container, storageAccountArgs, containerArgs, bundles } = args;
  const account = storageAccountArgs?.accountName;
  const accountFault = typeof account === "string" ? faultOfAccountName(account) : undefined;
  if (accountFault) yield `\`storageAccountArgs.accountName\` ${accountFault}`;
  const named = containerArgs?.containerName;
  const containerFault = typeof named === "string" ? faultOfContainerName(named) : undefined;
  if (containerFault) yield `\`containerArgs.containerName\` ${containerFault}`;
  const bundlesFault = bundles === true ? faultOfContainerName(bundlesContainerOf(name)) : undefined;
  if (bundlesFault) yield `the container of \`bundles\` cannot be made: ${bundlesFault}`;
  if (container !== undefined || named !== undefined) return;
  if (faultOfContainerName(containerNameOf(name))) {
    yield "no name of a container can be made of its own; give one of 3 to 63 letters and digits as `containerArgs.containerName`";
  }
}

export const isAccount = (given: unknown): given is storage.StorageAccount => storage.StorageAccount.isInstance(given);
export const isContainer = (given: unknown): given is storage.BlobContainer => storage.BlobContainer.isInstance(given);
