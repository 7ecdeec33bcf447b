import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import { BlobContainer, listStorageAccountKeysOutput } from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { AzureBlobStorageCredentials } from "../blocks/azure-blob-storage-credentials.js";
import { slugOf } from "../checks/names.js";
import { bundleSteps, bundlesName } from "../cloud/bundles.js";
import { type ChildName, named } from "../cloud/child-name.js";
import { stepModuleOf } from "../cloud/cloud-pull.js";
import { type Grantees, grantEach } from "../cloud/grantees.js";
import { StoreGuard, type StoreKeys } from "../cloud/store-guard.js";
import { storageFolder, storeCode } from "../cloud/stored-code.js";
import { CloudSettings, providerConfig } from "../code/cloud-settings.js";
import { SyntaskComponent } from "../provider/component.js";
import { readArgs } from "../provider/component-args.js";
import { refuseFor } from "../provider/refusal.js";
import type { WorkPoolStorageConfiguration } from "../resources/work-pool-storage.js";
import type { FlowStorage, PullStep } from "../storage/flow-storage.js";
import { AzureAccessCheck } from "./azure-access-check.js";
import { type AzureBlobFlowStorageArgs, azureBlobFlowStorageArgs } from "./azure-blob-flow-storage-args.js";
import { refuseContradictions } from "./azure-blob-flow-storage-check.js";
import { blobEndpoint } from "./blob-endpoint.js";
import { keyConnectionString } from "./connection-string.js";
import { type Grantee, grantRole } from "./container-role.js";
import { ContainerSas } from "./container-sas.js";
import type { AzurePermissions, SignedPermissions } from "./container-signature.js";
import { bundlesContainerOf } from "./names.js";
import { privateContainer } from "./private-container.js";
import { pullFromAzureBlobStorage } from "./pull-from-azure-blob-storage.js";
import { faultOfAzureSettings } from "./stack-identity.js";

/**
 * Flow code in Azure Blob Storage: a storage account with a private container, the upload, and the block with which
 * workers read it.
 *
 * @example
 * ```ts
 * const storage = new AzureBlobFlowStorage("flows", { resourceGroupName: "flows", source: "./flows", access: "sas" });
 * new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage, workPool: pool });
 * ```
 */
export class AzureBlobFlowStorage extends SyntaskComponent implements FlowStorage {
  static override readonly __pulumiType = "syntask:azure:AzureBlobFlowStorage";
  /** @internal */
  static override readonly args = azureBlobFlowStorageArgs;

  /** Name of the storage account. */
  readonly storageAccount: pulumi.Output<string>;
  /** Name of the container. */
  readonly container: pulumi.Output<string>;
  /** Folder in the container, with a slash at its end. */
  readonly folder: pulumi.Output<string>;
  /** When the signature expires, in ISO 8601, if one was made. */
  readonly expiresOn: pulumi.Output<string | undefined>;
  readonly pullSteps: pulumi.Output<PullStep[]>;
  /** The `storageConfiguration` of a work pool to which flows are sent without a deployment; empty unless `bundles` is true. */
  readonly bundles: pulumi.Output<WorkPoolStorageConfiguration>;
  /** Folder of the flow code on this machine. */
  readonly localFolder?: string;
  /** @internal Stands for the code, where it is uploaded. */
  readonly codeDigest?: pulumi.Output<string>;

  /** @throws RunError when the args contradict each other, or Azure or a worker would refuse them */
  constructor(name: string, args: AzureBlobFlowStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AzureBlobFlowStorage.__pulumiType, name, {}, opts);
    const refuse = refuseFor("AzureBlobFlowStorage", name);
    const {
      access,
      permissions,
      bundles,
      readers = {},
      verify,
      accountKey: keyName,
      ...read
    } = readArgs(azureBlobFlowStorageArgs, args, refuse);
    refuseContradictions(name, args, refuse);
    const { resourceGroupName, credentials, requires, adopt, connection } = args;
    const parent = this;
    const cloud = new CloudSettings("azure-native", { parent });
    if (uploadsWithIdentity()) cloud.refuseFaults(faultOfAzureSettings, refuse);

    const {
      account,
      accountId,
      name: container,
      id: containerId,
      made,
      isNew,
    } = privateContainer(name, args, refuse, { parent });
    const endpoint = pulumi
      .all([account, cloud.get("environment")])
      .apply(([known, environment]) => blobEndpoint(known, providerConfig({ environment }), args.endpoint));
    const folder = storageFolder(args.folder ?? name, refuse);
    const accountKey = needsKey() ? lookUpKey() : undefined;
    const uploaders = needsUploaders() ? grantToUploaders() : [];
    const filled = [...(isNew.container ? [createGuard()] : []), ...made];
    const dependsOn = pulumi.all(uploaders).apply((granted) => [...filled, ...granted.flat()]);
    const { code, inUse, localFolder } = storeCode(name, args, codePlace(), { parent, dependsOn });
    const signature = access === "sas" ? createSignature(name, container, permissions, made) : undefined;
    const connectionString = signature?.connectionString ?? workersConnectionString();
    grantToReaders(name, containerId, permissions);
    const verification = verify && access !== "runtime" ? [createVerification()] : [];
    const documentName = args.credentialsName ?? slugOf(name);
    // After the verification, so that a block never holds what does not work. The step demands one of every worker.
    const block = credentials ?? createBlock(name, documentName, connectionString, verification);
    const step = pullFromAzureBlobStorage({
      container,
      folder: inUse,
      credentials: block,
      requires,
      stepModule: stepModuleOf("azure", args),
    });

    this.storageAccount = account;
    this.container = container;
    this.folder = folder;
    this.expiresOn = pulumi.output(signature?.expiresOn);
    this.pullSteps = pulumi.all([step]);
    this.bundles = bundles ? createBundles(bundlesName(name)) : pulumi.output({});
    this.localFolder = localFolder;
    this.codeDigest = code?.digest;
    const { pullSteps } = this;
    this.registerOutputs({ storageAccount: account, container, folder, pullSteps, bundles: this.bundles });

    function uploadsWithIdentity(): boolean {
      return access === "runtime" && args.source !== undefined && args.uploadCredentials === undefined;
    }

    /** A key makes the block or signs, and it uploads unless something else does. */
    function needsKey(): boolean {
      if (access === "runtime") return false;
      return credentials === undefined || (args.source !== undefined && args.uploadCredentials === undefined);
    }

    function lookUpKey(): pulumi.Output<string> {
      const listed = listStorageAccountKeysOutput(
        { resourceGroupName, accountName: account },
        { parent, dependsOn: made },
      );
      return pulumi.secret(listed.keys.apply((keys) => keys.find((key) => key.keyName === keyName)!.value));
    }

    /** Nobody may write into a new account that takes no keys. */
    function needsUploaders(): boolean {
      if (access !== "runtime" || args.source === undefined) return false;
      return (
        args.uploaders !== undefined || (args.storageAccount === undefined && args.uploadCredentials === undefined)
      );
    }

    function grantToUploaders(): pulumi.Input<pulumi.Resource[]>[] {
      const prefix = `${name}-uploader`;
      if (args.uploaders) return grantEachOf(prefix, "uploaders", args.uploaders, grantToUploader);
      const principalId = getClientConfigOutput({ parent }).objectId;
      return [[grantToUploader(named(prefix), principalId)]];
    }

    function grantEachOf(
      prefix: string,
      property: "readers" | "uploaders",
      grantees: Grantees,
      grantTo: (child: ChildName, principalId: pulumi.Input<string>) => pulumi.Resource,
    ): pulumi.Input<pulumi.Resource[]>[] {
      const nameOf = (principalId: string) => principalId.toLowerCase();
      const settings = { property, nameOf, refuse };
      return grantEach(prefix, grantees, settings, (principalId, child) => grantTo(child(), principalId));
    }

    function grantToReaders(ownName: string, scope: pulumi.Output<string>, granted: AzurePermissions) {
      return grantEachOf(`${ownName}-reader`, "readers", readers, (child, principalId) =>
        grant(child, scope, granted, { principalId, principalType: read.readerType }),
      );
    }

    function grantToUploader(child: ChildName, principalId: pulumi.Input<string>): pulumi.Resource {
      return grant(child, containerId, "readWrite", { principalId });
    }

    function grant(
      { name: childName, aliases }: ChildName,
      scope: pulumi.Output<string>,
      granted: AzurePermissions,
      grantee: Grantee,
    ) {
      return grantRole(childName, scope, granted, grantee, { parent, aliases });
    }

    /** Goes before the account, and after all that this stack has in the container. */
    function createGuard(): StoreGuard {
      const location = isNew.account ? { ...containerPlace(), accountId } : containerPlace();
      return new StoreGuard(
        `${name}-guard`,
        {
          store: isNew.account ? "azureAccount" : "azureContainer",
          location,
          credentials: uploadCredentials(),
          forceDestroy: args.forceDestroy,
          keys: isNew.account ? keysOfAccount() : undefined,
        },
        { parent, dependsOn: pulumi.all(uploaders).apply((granted) => [...made, ...granted.flat()]) },
      );
    }

    function keysOfAccount(): pulumi.Input<StoreKeys> {
      if (access !== "runtime") return "used";
      const allowed = pulumi.output(args.storageAccountArgs?.allowSharedKeyAccess);
      return allowed.apply((given) => (given === true ? "allowed" : "refused"));
    }

    /** With what it takes to look the key up anew, as it may be renewed before it is used again. */
    function uploadCredentials(): Record<string, pulumi.Input<string>> | undefined {
      if (read.uploadCredentials) return read.uploadCredentials as Record<string, pulumi.Input<string>>;
      return accountKey && { accountKey, accountId, keyName };
    }

    function codePlace() {
      return { store: "azure" as const, location: containerPlace(), credentials: uploadCredentials(), folder };
    }

    function containerPlace() {
      return { account, container, ...(args.endpoint !== undefined && { endpoint: args.endpoint }) };
    }

    function createSignature(
      ownName: string,
      signed: pulumi.Output<string>,
      granted: SignedPermissions,
      dependsOn: pulumi.Resource[],
    ): ContainerSas {
      const { validDays, rotation } = read;
      return new ContainerSas(
        `${ownName}-signature`,
        { account, container: signed, endpoint, accountKey: accountKey!, permissions: granted, validDays, rotation },
        { parent, dependsOn },
      );
    }

    /** What the worker will have, as far as the program knows it. */
    function workersConnectionString(): pulumi.Output<string | undefined> | undefined {
      if (access === "runtime") return undefined;
      if (credentials instanceof AzureBlobStorageCredentials) return credentials.connectionString;
      if (credentials !== undefined) return undefined;
      return pulumi
        .all([account, endpoint, accountKey!])
        .apply(([known, url, key]) => keyConnectionString({ account: known, endpoint: url }, key));
    }

    function createVerification(): AzureAccessCheck {
      const reference = credentials instanceof AzureBlobStorageCredentials ? credentials.reference : credentials;
      return new AzureAccessCheck(
        `${name}-folder`,
        { account, container, folder, connectionString, credentials: reference, connection },
        { parent, dependsOn: [...made, ...(code ? [code] : [])] },
      );
    }

    function createBlock(
      ownName: string,
      document: pulumi.Input<string>,
      opening: pulumi.Output<string | undefined> | undefined,
      dependsOn: pulumi.Resource[],
    ): AzureBlobStorageCredentials {
      const data = access === "runtime" ? { accountUrl: endpoint } : { connectionString: opening };
      return new AzureBlobStorageCredentials(
        `${ownName}-credentials`,
        { name: document, ...(data as object), adopt, connection },
        { parent, dependsOn },
      );
    }

    /** A bundle lies at the top of its container, under a name that nobody chooses, so the container is its boundary. */
    function createBundles(ownName: string): pulumi.Output<WorkPoolStorageConfiguration> {
      const containerName = bundlesContainerOf(name);
      const own = new BlobContainer(
        `${ownName}-container`,
        { accountName: account, resourceGroupName, containerName, publicAccess: "None" },
        { parent, dependsOn: filled },
      );
      const location = { ...containerPlace(), container: pulumi.output(containerName) };
      const { forceDestroy } = args;
      const store = "azureContainer";
      new StoreGuard(
        `${ownName}-guard`,
        { store, location, credentials: uploadCredentials(), forceDestroy },
        { parent, dependsOn: own },
      );
      grantToReaders(ownName, own.id, "readWrite");
      const signed =
        access === "sas" ? createSignature(ownName, pulumi.output(containerName), "bundles", [own]) : undefined;
      const document = pulumi.output(documentName).apply(bundlesName);
      const ownBlock = createBlock(ownName, document, signed?.connectionString, [own]);
      return bundleSteps("azure", args, {
        container: containerName,
        azure_blob_storage_credentials_block_name: ownBlock.name,
      });
    }
  }
}
