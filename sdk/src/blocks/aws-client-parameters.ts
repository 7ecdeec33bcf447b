import { anyOf } from "../engine/field.js";
import { renamedKeys } from "./typed-block.js";

/** Parameters of the boto3 client of AWS, or of another S3-compatible store. */
export interface AwsClientParameters {
  /** API version. @default the newest that the worker knows */
  apiVersion?: string;
  /** Endpoint URL of another store, such as a MinIO server. @default AWS */
  endpointUrl?: string;
  /** Whether the endpoint is called over TLS (HTTPS). @default true */
  useSsl?: boolean;
  /** Whether TLS certificates are verified, or the path of a CA bundle. @default true */
  verify?: boolean | string;
  /** Path of a CA bundle. Pull steps do not read it: give the path as `verify`. @default none */
  verifyCertPath?: string;
  /** Arguments of a botocore `Config`, such as `{ s3: { addressing_style: "path" } }`. @default none */
  config?: Record<string, unknown>;
}

/** The names that the server has for them. */
export const awsClientParameterKeys: Record<keyof AwsClientParameters, string> = {
  apiVersion: "api_version",
  endpointUrl: "endpoint_url",
  useSsl: "use_ssl",
  verify: "verify",
  verifyCertPath: "verify_cert_path",
  config: "config",
};

const { toWire, fromWire } = renamedKeys(awsClientParameterKeys);

/** A field for them. */
export const awsClientParameters = anyOf<AwsClientParameters>({
  toWire: (parameters) => toWire(withFlag(parameters)),
  fromWire,
  canonical: withFlag,
});

/** Languages without a choice of types write `verify` as a text, be it a flag or a path. */
function withFlag({ verify, ...parameters }: AwsClientParameters): AwsClientParameters {
  if (verify === undefined) return parameters;
  return { ...parameters, verify: verify === "true" || (verify === "false" ? false : verify) };
}
