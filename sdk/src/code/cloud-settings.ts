import * as pulumi from "@pulumi/pulumi";
import type { ConfigReader } from "../config.js";
import { answeredOutput } from "../provider/answered-output.js";
import { stackConfig } from "../provider/program.js";
import type { Refuse } from "../provider/refusal.js";
import type { StoreKind } from "./store-registry.js";

/** A cloud, by the package of Pulumi whose providers and config say who asks it. */
export type Cloud = "aws" | "azure-native" | "gcp";

/** Settings of a provider by their names. What is structured is JSON, as it is in a stack's config. */
export type ProviderSettings = Record<string, string>;

/** The cloud of each store. */
export const cloudOfStore: Record<StoreKind, Cloud> = { s3: "aws", azure: "azure-native", gcs: "gcp" };

/** What this package reads of each cloud's settings: where they lead, and who asks there. */
const names: Record<Cloud, readonly string[]> = {
  aws: [
    "accessKey",
    "assumeRoleWithWebIdentity",
    "assumeRoles",
    "customCaBundle",
    "endpoints",
    "insecure",
    "profile",
    "region",
    "s3UsePathStyle",
    "secretKey",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
    "stsRegion",
    "token",
    "useDualstackEndpoint",
    "useFipsEndpoint",
  ],
  "azure-native": [
    "clientCertificatePassword",
    "clientCertificatePath",
    "clientId",
    "clientSecret",
    "disableInstanceDiscovery",
    "environment",
    "metadataHost",
    "oidcRequestToken",
    "oidcRequestUrl",
    "oidcToken",
    "oidcTokenFilePath",
    "tenantId",
    "useDefaultAzureCredential",
    "useMsi",
    "useOidc",
  ],
  gcp: [
    "accessToken",
    "artifactRegistryCustomEndpoint",
    "credentials",
    "externalCredentials",
    "impersonateServiceAccount",
    "impersonateServiceAccountDelegates",
    "project",
    "region",
    "storageCustomEndpoint",
  ],
};

/** Keys of a cloud's settings in a stack's config. */
export const stackSettingsOf = (cloud: Cloud): string[] => names[cloud].map((name) => `${cloud}:${name}`);

/** A component that another program makes gets a reference to a provider, and none of its settings. */
const unknownSettings =
  "a provider comes from another program, which does not tell its settings; make the provider in this one, or leave it out and set the stack's config";

/** What decides which provider a resource has, as it was given. */
type Surroundings = Pick<pulumi.CustomResourceOptions, "parent" | "provider">;

/** Whom the children of a component are, and where they go: those of the provider that they have, else the stack's. */
export class CloudSettings {
  /** All settings of the provider that the children have; nothing where the stack's config counts. */
  readonly provider: pulumi.Output<ProviderSettings> | undefined;
  readonly #own: pulumi.ProviderResource | undefined;

  constructor(
    private readonly cloud: Cloud,
    surroundings: Surroundings,
  ) {
    this.#own = explicitProvider(cloud, surroundings);
    if (this.#own instanceof pulumi.DependencyProviderResource) throw new pulumi.RunError(unknownSettings);
    this.provider = this.#own && pulumi.all(names[cloud].map((name) => this.get(name))).apply(withoutEmpty(cloud));
  }

  /** One setting; known in every preview, unless something has to be made first that it is an output of. */
  get(name: string): pulumi.Output<string | undefined> {
    if (!this.#own) return pulumi.output(stackConfig.get(`${this.cloud}:${name}`));
    const given = (this.#own as unknown as Record<string, pulumi.Output<unknown> | undefined>)[name];
    return given ? answeredOutput(given, this.#own.urn).apply(textOf) : pulumi.output(undefined);
  }

  /**
   * What follows from where a provider is, else from what the stack's config says of that; at once where there is no
   * provider.
   */
  read<T>(name: string, use: (value: string | undefined) => T): T | pulumi.OutputInstance<T> {
    const ofStack = stackConfig.get(`${this.cloud}:${name}`);
    return this.#own ? (this.get(name).apply((own) => use(own ?? ofStack)) as pulumi.OutputInstance<T>) : use(ofStack);
  }

  /**
   * Refuses settings that an upload cannot use, before anything is made.
   *
   * @param faultOf what is wrong with settings, in a sentence without a secret
   */
  refuseFaults(faultOf: (config: ConfigReader) => string | undefined, refuse: Refuse): void {
    const check = (config: ConfigReader) => {
      const fault = faultOf(config);
      if (fault) refuse(fault);
    };
    if (this.provider) this.provider.apply((settings) => check(providerConfig(settings)));
    else check(stackConfig);
  }
}

/** A stack's config in which a provider's settings stand for those of its cloud. */
export const providerConfig = (settings: { readonly [name: string]: string | undefined }): ConfigReader => ({
  get: (key) => settings[key.slice(key.indexOf(":") + 1)],
});

/** Where a store's settings are: with the provider that the program gave, else in the stack's config. */
export const storeConfig = (config: ConfigReader, provider: ProviderSettings | undefined): ConfigReader =>
  provider ? providerConfig(provider) : config;

/**
 * The options of a resource of ours, without a provider that is meant for what it does in a cloud: the engine would look for
 * the resource's own kind there.
 */
export function withoutProvider(
  cloud: Cloud,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions | undefined {
  if (!isOf(cloud, opts?.provider)) return opts;
  const { provider, ...others } = opts!;
  return others;
}

const isOf = (cloud: Cloud, provider: pulumi.ProviderResource | undefined): provider is pulumi.ProviderResource =>
  (provider as { __pulumiType?: string } | undefined)?.__pulumiType === `pulumi:providers:${cloud}`;

function explicitProvider(cloud: Cloud, { parent, provider }: Surroundings): pulumi.ProviderResource | undefined {
  if (isOf(cloud, provider)) return provider;
  return parent?.getProvider(`${cloud}:index:Resource`);
}

const withoutEmpty =
  (cloud: Cloud) =>
  (values: readonly (string | undefined)[]): ProviderSettings => {
    const settings = names[cloud].map((name, position) => [name, values[position]] as const);
    return Object.fromEntries(settings.filter((entry): entry is [string, string] => entry[1] !== undefined));
  };

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
