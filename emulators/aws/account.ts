import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import type { Moto } from "./moto";

/** A key as the AWS SDK takes it. */
export interface Key {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Makes a user that may do everything, for programs and tests once policies are evaluated. */
export const createAdministrator = (moto: Moto): Promise<Key> =>
  createUser(moto, "administrator", JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }));

/** Makes a user with a policy and a key. */
export async function createUser(moto: Moto, name: string, policy: string, by?: Key): Promise<Key> {
  const iam = new IAMClient(moto.client(by));
  await iam.send(new CreateUserCommand({ UserName: name }));
  const document = JSON.stringify({ Version: "2012-10-17", ...JSON.parse(policy) });
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document }));
  await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: Policy!.Arn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

/** Config of a stack whose AWS is the emulator, at an address of it. */
export const awsConfig = (url: string, { accessKeyId }: Key): Record<string, string> => ({
  "aws:region": "us-east-1",
  "aws:accessKey": accessKeyId,
  "aws:endpoints": JSON.stringify([servicesAt(url)]),
});

/** Addresses of the services of an emulator. */
export const servicesAt = (url: string) => ({ s3: url, iam: url, ecr: url, logs: url, sts: url, ec2: url, ecs: url });
