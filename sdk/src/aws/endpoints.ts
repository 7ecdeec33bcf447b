import type { ConfigReader } from "../config.js";
import { parsed } from "./aws-roles.js";

/** Where a service of AWS is, when `aws:endpoints` says so. */
export const endpointOf = (config: ConfigReader, service = "s3"): string | undefined =>
  endpointIn(config.get("aws:endpoints"), service);

/** @param endpoints `aws:endpoints` as it is written */
export const endpointIn = (endpoints: string | undefined, service = "s3"): string | undefined =>
  parsed<Record<string, string>[]>(endpoints, []).find((addresses) => addresses[service])?.[service];
