import { partitionOfRegion } from "../../sdk/src/aws/account";
import { accountsPolicy, lifecyclePolicy, pullPolicy } from "../../sdk/src/aws/ecr-policies";
import { executionPolicy, taskTrustPolicy, workerPolicy } from "../../sdk/src/aws/ecs-policies";
import { roleName } from "../../sdk/src/aws/iam";
import { bucketArnOf, faultOfFolder, faultOfKmsKey, folderPolicy, tlsOnlyPolicy } from "../../sdk/src/aws/s3-policies";

/** The statements of a policy, by their names. */
const statements = (policy: string): Record<string, any> =>
  Object.fromEntries(JSON.parse(policy).Statement.map(({ Sid, ...statement }: any) => [Sid, statement]));

const bucket = "arn:aws:s3:::flows";

test("a worker that reads may list and read its folder, and nothing else", () => {
  expect(statements(folderPolicy(bucket, "etl/", "read"))).toEqual({
    ListFolder: {
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucket,
      Condition: { StringLike: { "s3:prefix": "etl/*" } },
    },
    UseObjects: { Effect: "Allow", Action: "s3:GetObject", Resource: `${bucket}/etl/*` },
  });
});

test("a worker that writes may put and delete there too, and one of the whole bucket has no condition", () => {
  const { ListFolder, UseObjects } = statements(folderPolicy(bucket, "", "readWrite"));
  expect(ListFolder).not.toHaveProperty("Condition");
  expect(UseObjects).toMatchObject({
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: `${bucket}/*`,
  });
});

test("every request without TLS is refused, of the bucket and of its objects", () => {
  expect(statements(tlsOnlyPolicy(bucket)).OnlyTls).toEqual({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket, `${bucket}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
});

test.each(["a*/", "a?/", `a$${"{b}"}/`])("the folder %s would be a pattern in a policy", (folder) => {
  expect(faultOfFolder(folder)).toContain("which a policy takes for a pattern");
});

test("a folder of plain letters is none", () => {
  expect(faultOfFolder("a b/$c/{d}/")).toBeUndefined();
});

test.each([
  [undefined, "aws"],
  ["eu-west-1", "aws"],
  ["cn-north-1", "aws-cn"],
  ["us-gov-east-1", "aws-us-gov"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eu-isoe-west-1", "aws-iso-e"],
  ["us-isof-south-1", "aws-iso-f"],
  ["eusc-de-east-1", "aws-eusc"],
])("a bucket in region %s is in partition %s", (region, partition) => {
  expect(bucketArnOf("flows", partitionOfRegion(region))).toBe(`arn:${partition}:s3:::flows`);
});

const kmsKey = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd";

test("a worker may use the bucket's own key for its folder alone: to read, and to write where it writes", () => {
  const condition = { StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucket, `${bucket}/etl/*`] } };
  expect(statements(folderPolicy(bucket, "etl/", "read", kmsKey)).UseKey).toEqual({
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: kmsKey,
    Condition: condition,
  });
  expect(statements(folderPolicy(bucket, "etl/", "readWrite", kmsKey)).UseKey).toMatchObject({
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Condition: condition,
  });
});

test.each(["alias/flows", "1234abcd", "arn:aws:kms:eu-central-1:123456789012:alias/flows"])(
  "%s is no key that a policy knows",
  (text) => {
    expect(faultOfKmsKey(text)).toContain(`is "${text}"; write the ARN of the key itself`);
    expect(faultOfKmsKey(kmsKey)).toBeUndefined();
    expect(faultOfKmsKey(kmsKey.replace("arn:aws:", "arn:aws-us-gov:"))).toBeUndefined();
  },
);

const repository = "arn:aws-cn:ecr:cn-north-1:123456789012:repository/flows";

test("who pulls may log in and read the one repository", () => {
  const { LogIn, Pull } = statements(pullPolicy(repository));
  expect(LogIn).toMatchObject({ Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" });
  expect(Pull).toEqual({
    Effect: "Allow",
    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: [repository],
  });
});

test("other accounts are named in the partition of the repository, and may pull", () => {
  const { PullFromAccounts } = statements(accountsPolicy(["1", "2"], repository));
  expect(PullFromAccounts.Principal).toEqual({ AWS: ["arn:aws-cn:iam::1:root", "arn:aws-cn:iam::2:root"] });
  expect(PullFromAccounts.Action).not.toContain("ecr:PutImage");
});

test("images beyond the newest expire, those with a tag too", () => {
  const [{ selection, action }] = JSON.parse(lifecyclePolicy(7)).rules;
  expect(selection).toEqual({ tagStatus: "any", countType: "imageCountMoreThan", countNumber: 7 });
  expect(action).toEqual({ type: "expire" });
});

const account = { partition: "aws", region: "eu-west-1", id: "123456789012" };

test("a role of tasks is taken on by ECS for tasks of this account and region alone", () => {
  expect(statements(taskTrustPolicy(account)).TasksOfThisAccount).toEqual({
    Effect: "Allow",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": account.id },
      ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:123456789012:*" },
    },
  });
});

test("ECS may pull and write the log, each where there is one", () => {
  expect(Object.keys(statements(executionPolicy([], {})))).toEqual([]);
  expect(Object.keys(statements(executionPolicy([repository], {})))).toEqual(["LogIn", "Pull"]);
  expect(statements(executionPolicy([], { logGroupArn: "arn:log" }))).toEqual({
    WriteLog: { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "arn:log:*" },
  });
});

test("a worker may run its family in its cluster with its roles, and watch that", () => {
  const rights = { account, cluster: "main", family: "flows", roleArns: ["arn:execution", "arn:task"] };
  const policy = statements(workerPolicy({ ...rights, logGroupArn: "arn:log", deregisters: false }));
  const tasks = "arn:aws:ecs:eu-west-1:123456789012:task/main/*";
  expect(policy).toMatchObject({
    DescribeTasksToRun: { Action: ["ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition"], Resource: "*" },
    RunTasks: {
      Action: "ecs:RunTask",
      Resource: "arn:aws:ecs:eu-west-1:123456789012:task-definition/flows:*",
      Condition: { ArnEquals: { "ecs:cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/main" } },
    },
    WatchTasks: { Action: "ecs:DescribeTasks", Resource: tasks },
    LabelTasks: {
      Action: "ecs:TagResource",
      Resource: tasks,
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    GiveRolesToTasks: {
      Action: "iam:PassRole",
      Resource: ["arn:execution", "arn:task"],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    ReadLog: { Action: "logs:GetLogEvents", Resource: "arn:log:*" },
  });
  const other = statements(workerPolicy({ ...rights, logGroupArn: undefined, deregisters: true }));
  expect(other).not.toHaveProperty("ReadLog");
  expect(other.DescribeTasksToRun.Action).toContain("ecs:DeregisterTaskDefinition");
});

test("a role is named by its name or its ARN, in folders too", () => {
  expect(roleName("worker", "1")).toBe("worker");
  expect(roleName("arn:aws:iam::1:role/team/worker", "1")).toBe("worker");
});

test.each([
  ["arn:aws:iam::2:role/worker", "is a role of another account than 1"],
  ["arn:aws:iam::1:user/worker", "is not a role of IAM"],
  ["arn:aws:sts::1:role/worker", "is not a role of IAM"],
])("%s is refused", (arn, reason) => {
  expect(() => roleName(arn, "1")).toThrow(reason);
});
