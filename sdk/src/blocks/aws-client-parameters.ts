/** How clients of AWS, or of a store that speaks S3, are made. */
export interface AwsClientParameters {
  /** Version of the API. @default the newest that the worker knows */
  apiVersion?: string;
  /** URL of another endpoint, such as a MinIO server. @default AWS */
  endpointUrl?: string;
  /** Whether the endpoint is called by HTTPS. @default true */
  useSsl?: boolean;
  /** Whether certificates are checked, or the path of a file with those to trust. @default true */
  verify?: boolean | string;
  /** Path of a file with certificates to trust. Pull steps do not read it: give the path as `verify`. @default none */
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
