import { faultOfMissing } from "../checks/optional-package.js";
import type { ConfigReader } from "../config.js";

/** A role that is assumed, as the settings of Pulumi's provider have it. */
interface Role {
  roleArn: string;
  sessionName?: string;
  /** Such as `1h30m`. */
  duration?: string;
  policy?: string;
  policyArns?: string[];
}

/** One that an identity of AWS assumes. */
export interface AssumedRole extends Role {
  externalId?: string;
  sourceIdentity?: string;
  tags?: Record<string, string>;
  transitiveTagKeys?: string[];
}

/** One that a token of another issuer opens, such as that of a CI system. */
export interface WebIdentityRole extends Role {
  webIdentityToken?: string;
  webIdentityTokenFile?: string;
}

/** Each is assumed by the one before. */
export const assumedRoles = (config: ConfigReader): AssumedRole[] => parsed(config.get("aws:assumeRoles"), []);

export const webIdentityRole = (config: ConfigReader): WebIdentityRole | undefined =>
  parsed<WebIdentityRole | undefined>(config.get("aws:assumeRoleWithWebIdentity"), undefined);

/** Where the profiles are that the settings name, where they are not in the usual files. */
export function sharedFiles(config: ConfigReader): { filepath?: string; configFilepath?: string } {
  const [filepath] = pathsIn(config, "sharedCredentialsFiles");
  const [configFilepath] = pathsIn(config, "sharedConfigFiles");
  return { ...(filepath && { filepath }), ...(configFilepath && { configFilepath }) };
}

/** The package that is needed where settings name more than a key or a profile. */
export const credentialProviders = "@aws-sdk/credential-providers";

/** What of the settings an upload cannot use, and what to give instead. */
export function faultOfAwsSettings(config: ConfigReader): string | undefined {
  for (const setting of ["sharedCredentialsFiles", "sharedConfigFiles"]) {
    const paths = pathsIn(config, setting);
    if (paths.length <= 1) continue;
    return `\`aws:${setting}\` names ${paths.length} files, and an upload reads one; write the profile into one file, or give \`uploadCredentials\``;
  }
  const user = settingsThatNeedMore.find((setting) => config.get(`aws:${setting}`));
  return (
    user && faultOfMissing({ name: credentialProviders, user: `\`aws:${user}\``, instead: "give `uploadCredentials`" })
  );
}

const settingsThatNeedMore = [
  "assumeRoleWithWebIdentity",
  "assumeRoles",
  "sharedCredentialsFiles",
  "sharedConfigFiles",
];

/** What of a role is told to AWS beside its name and the session's. */
export const sessionOf = ({ duration, policy, policyArns }: Role) => ({
  Policy: policy,
  PolicyArns: policyArns?.map((arn) => ({ arn })),
  DurationSeconds: duration === undefined ? undefined : secondsOf(duration),
});

const pathsIn = (config: ConfigReader, setting: string): string[] => parsed(config.get(`aws:${setting}`), []);

const secondsOfUnit: Record<string, number> = { h: 3600, m: 60, s: 1 };

/** @param duration as Go writes it */
function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/([\d.]+)([hms])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * secondsOfUnit[unit!]!, 0);
}

/** A structured setting, which is JSON. */
export function parsed<T>(text: string | undefined, otherwise: T): T {
  return text ? (JSON.parse(text) as T) : otherwise;
}
