import { partitionOfRegion } from "./account.js";
import { type PolicyText, policyText } from "./iam.js";

const pullActions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * Statements that let an identity pull from repositories. The login covers the whole registry: IAM cannot scope it to one
 * repository.
 */
export const pullStatements = (repositoryArns: readonly string[]): object[] => [
  { Sid: "LogIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
  { Sid: "Pull", Effect: "Allow", Action: pullActions, Resource: repositoryArns },
];

export const pullPolicy = (repositoryArn: string): PolicyText => policyText(pullStatements([repositoryArn]));

/** ARN of the repository that an image is in; none for an image that is not of ECR. */
export function repositoryArnOf(image: string): string | undefined {
  const [, account, region, repository] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(image) ?? [];
  return repository && `arn:${partitionOfRegion(region)}:ecr:${region}:${account}:repository/${repository}`;
}

/** A repository's own policy, which lets other accounts give their identities the right to pull. */
export const accountsPolicy = (accounts: readonly string[], repositoryArn: string): PolicyText =>
  policyText([
    {
      Sid: "PullFromAccounts",
      Effect: "Allow",
      Principal: { AWS: accounts.map((account) => `arn:${repositoryArn.split(":")[1]}:iam::${account}:root`) },
      Action: pullActions,
    },
  ]);

/** Images beyond the newest ones go, whether they have a tag or lost it to a newer one. */
export const lifecyclePolicy = (keep: number): string =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `The ${keep} newest images stay`,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keep },
        action: { type: "expire" },
      },
    ],
  });
