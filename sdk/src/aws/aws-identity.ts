import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { loadOptional } from "../checks/optional-package.js";
import type { ConfigReader } from "../config.js";
import {
  type AssumedRole,
  assumedRoles,
  credentialProviders,
  sessionOf,
  sharedFiles,
  webIdentityRole,
} from "./aws-roles.js";
import { endpointOf } from "./endpoints.js";

/** Who asks: a key, a profile, or what makes credentials when they are needed. */
export type AwsIdentity = Pick<S3ClientConfig, "credentials" | "profile">;

/**
 * Who the settings say, as Pulumi's own provider reads them: a key, else a profile and its files, else what the SDK finds by
 * itself; a role that a token of another issuer opens in the place of these, and then the roles that are assumed.
 *
 * @param region of whoever is asked for a role
 */
export function awsIdentity(config: ConfigReader, region: string | undefined): AwsIdentity {
  const first = ofWebIdentity(config, region) ?? ofKey(config) ?? ofProfile(config);
  return assumedRoles(config).reduce<AwsIdentity>(
    (before, role) => ({ credentials: assuming(role, before, config, region) }),
    first,
  );
}

function ofKey(config: ConfigReader): AwsIdentity | undefined {
  const accessKeyId = config.get("aws:accessKey");
  const secretAccessKey = config.get("aws:secretKey");
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { credentials: { accessKeyId, secretAccessKey, sessionToken: config.get("aws:token") } };
}

function ofProfile(config: ConfigReader): AwsIdentity {
  const profile = config.get("aws:profile");
  const files = sharedFiles(config);
  if (Object.keys(files).length === 0) return profile ? { profile } : {};
  return { credentials: providers("aws:sharedCredentialsFiles").fromNodeProviderChain({ profile, ...files }) };
}

function ofWebIdentity(config: ConfigReader, region: string | undefined): AwsIdentity | undefined {
  const role = webIdentityRole(config);
  if (!role) return undefined;
  const { fromTokenFile, fromWebToken } = providers("aws:assumeRoleWithWebIdentity");
  const { Policy: policy, PolicyArns: policyArns, DurationSeconds: durationSeconds } = sessionOf(role);
  const { roleArn, sessionName: roleSessionName = sessionNameOf, webIdentityToken, webIdentityTokenFile } = role;
  const asked = { roleArn, roleSessionName, policy, policyArns, durationSeconds, clientConfig: sts(config, region) };
  return {
    credentials: webIdentityToken
      ? fromWebToken({ ...asked, webIdentityToken })
      : fromTokenFile({ ...asked, webIdentityTokenFile }),
  };
}

const sessionNameOf = "pulumi-syntask";

function assuming(
  role: AssumedRole,
  { credentials, profile }: AwsIdentity,
  config: ConfigReader,
  region: string | undefined,
): AwsIdentity["credentials"] {
  const { fromNodeProviderChain, fromTemporaryCredentials } = providers("aws:assumeRoles");
  return fromTemporaryCredentials({
    masterCredentials: credentials ?? fromNodeProviderChain({ profile }),
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName ?? sessionNameOf,
      ExternalId: role.externalId,
      ...sessionOf(role),
      SourceIdentity: role.sourceIdentity,
      Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
      TransitiveTagKeys: role.transitiveTagKeys,
    },
    clientConfig: sts(config, region),
  });
}

/** Where roles are asked for. */
const sts = (config: ConfigReader, region: string | undefined) => ({
  region: config.get("aws:stsRegion") ?? region,
  endpoint: endpointOf(config, "sts"),
});

const providers = (user: string): typeof import("@aws-sdk/credential-providers") =>
  loadOptional({ name: credentialProviders, user: `\`${user}\`` }, () => require("@aws-sdk/credential-providers"));
