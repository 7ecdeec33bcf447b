import { loadOptional } from "../checks/optional-package.js";
import type { OpenGuarded } from "../cloud/guarded-stores.js";
import { endpointOf } from "./endpoints.js";
import { s3ClientConfig } from "./s3-settings.js";

/** @param location `{ repository }`, a name in ECR, and the `region` that it is in */
export const openGuardedRepository: OpenGuarded = async ({ repository, region }, config) => {
  const { ECRClient, paginateDescribeImages } = loadEcr();
  const name = String(repository);
  const settings = await s3ClientConfig(config, { region: String(region) });
  const client = new ECRClient({
    region: settings.region,
    credentials: settings.credentials,
    profile: settings.profile,
    endpoint: endpointOf(config, "ecr"),
    logger: settings.logger,
    requestHandler: settings.requestHandler,
  });
  return {
    address: `repository ${name}`,
    noun: "image",
    async *contents() {
      try {
        for await (const { imageDetails = [] } of paginateDescribeImages({ client }, { repositoryName: name })) {
          for (const { imageTags = [], imageDigest } of imageDetails) {
            if (imageTags.length === 0) yield `${name}@${imageDigest}`;
            for (const tag of imageTags) yield `${name}:${tag}`;
          }
        }
      } catch (error) {
        if ((error as Error).name !== "RepositoryNotFoundException") throw error;
      }
    },
  };
};

const loadEcr = (): typeof import("@aws-sdk/client-ecr") =>
  loadOptional({ name: "@aws-sdk/client-ecr", user: "ECR" }, () => require("@aws-sdk/client-ecr"));
