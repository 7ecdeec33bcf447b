import { Service, type ServiceArgs } from "@pulumi/gcp/projects";
import type * as pulumi from "@pulumi/pulumi";

/** What makes service accounts and roles, and what runs jobs and workers. */
export const runServices = ["iam.googleapis.com", "run.googleapis.com"];
export const secretService = "secretmanager.googleapis.com";

/** One that is enabled already is left as it is, and one that was not stays enabled: others may use it. */
export function enableService(
  name: string,
  { project, service }: Pick<ServiceArgs, "project"> & { service: string },
  parent: pulumi.Resource,
): Service {
  const [ownName] = service.split(".");
  return new Service(`${name}-${ownName}`, { project, service, disableOnDestroy: false }, { parent });
}
