import type { PullStep } from "../../sdk/src/storage/flow-storage";
import { pulledPlaces } from "../../sdk/src/storage/pulled-places";

test("the folders that pull steps of the clouds copy, and none of other steps", () => {
  const steps: PullStep[] = [
    { "prefect.deployments.steps.git_clone": { repository: "https://github.com/example/flows.git" } },
    { "prefect_aws.deployments.steps.pull_from_s3": { bucket: "code", folder: "etl/" } },
    { "prefect_azure.deployments.steps.pull_from_azure_blob_storage": { container: "flows", folder: "" } },
    { "company.steps.fetch": { bucket: "models" } },
    { "company.steps.fetch": { bucket: ["models"], folder: 1 } },
  ];
  expect(pulledPlaces(steps)).toEqual([
    { container: "code", folder: "etl/" },
    { container: "flows", folder: "" },
    { container: "models", folder: "" },
  ]);
});
