import type { Account } from "./account.js";
import { pullStatements } from "./ecr-policies.js";
import { type PolicyText, policyText } from "./iam.js";

const ecsTasks = "ecs-tasks.amazonaws.com";

/** Who may take on a role of tasks: ECS, for tasks of this account and region and for nobody else. */
export const taskTrustPolicy = ({ partition, region, id }: Account): PolicyText =>
  policyText([
    {
      Sid: "TasksOfThisAccount",
      Effect: "Allow",
      Principal: { Service: ecsTasks },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": id },
        ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:${id}:*` },
      },
    },
  ]);

/** What ECS needs to start a task: the image, a secret and a place for the log, where there are such. */
export const executionPolicy = (
  repositoryArns: readonly string[],
  { logGroupArn, secretArn }: { logGroupArn?: string; secretArn?: string },
): PolicyText =>
  policyText([
    ...(repositoryArns.length > 0 ? pullStatements(repositoryArns) : []),
    ...(secretArn === undefined
      ? []
      : [{ Sid: "ReadSecret", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArn }]),
    ...(logGroupArn === undefined
      ? []
      : [
          {
            Sid: "WriteLog",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `${logGroupArn}:*`,
          },
        ]),
  ]);

export interface WorkerRights {
  account: Account;
  /** Name of the cluster. */
  cluster: string;
  /** Family of the task definitions that a worker makes. */
  family: string;
  /** Roles that tasks get. */
  roleArns: readonly string[];
  logGroupArn: string | undefined;
  deregisters: boolean;
}

/**
 * What a worker does to run a flow: it registers a task definition, runs it in the cluster and watches the task. IAM knows
 * no narrower place for task definitions and networks than the whole account.
 */
export function workerPolicy({
  account,
  cluster,
  family,
  roleArns,
  logGroupArn,
  deregisters,
}: WorkerRights): PolicyText {
  const { partition, region, id } = account;
  const ecs = `arn:${partition}:ecs:${region}:${id}`;
  const tasks = `${ecs}:task/${cluster}/*`;
  return policyText([
    {
      Sid: "DescribeTasksToRun",
      Effect: "Allow",
      Action: [
        "ecs:RegisterTaskDefinition",
        "ecs:DescribeTaskDefinition",
        ...(deregisters ? ["ecs:DeregisterTaskDefinition"] : []),
      ],
      Resource: "*",
    },
    {
      Sid: "RunTasks",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: `${ecs}:task-definition/${family}:*`,
      Condition: { ArnEquals: { "ecs:cluster": `${ecs}:cluster/${cluster}` } },
    },
    { Sid: "WatchTasks", Effect: "Allow", Action: "ecs:DescribeTasks", Resource: tasks },
    {
      Sid: "LabelTasks",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: tasks,
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Sid: "GiveRolesToTasks",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: roleArns,
      Condition: { StringEquals: { "iam:PassedToService": ecsTasks } },
    },
    { Sid: "FindNetwork", Effect: "Allow", Action: ["ec2:DescribeVpcs", "ec2:DescribeSubnets"], Resource: "*" },
    ...(logGroupArn === undefined
      ? []
      : [{ Sid: "ReadLog", Effect: "Allow", Action: "logs:GetLogEvents", Resource: `${logGroupArn}:*` }]),
  ]);
}
