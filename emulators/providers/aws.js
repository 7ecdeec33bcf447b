const { isDeepStrictEqual } = require("node:util");
const { version } = require("@pulumi/aws/package.json");
const { AwsApi } = require("./aws-api");
const { ecsOf } = require("./aws-ecs");
const { networkOf } = require("./aws-network");
const { registryOf } = require("./aws-registry");
const { secretsOf } = require("./aws-secrets");
const { serve } = require("./provider-kit");

const api = new AwsApi();
const { callS3, callIam, callLogs } = api;
const registry = registryOf(api);
const network = networkOf(api);
const unlessGone = (operation) => api.unlessGone(operation);

const bucket = {
  named: "bucket",
  replaceOn: ["bucket", "bucketPrefix", "region"],
  computed: ["arn", "region", "bucketRegion"],
  async create({ bucket: name, region = api.region }) {
    const elsewhere = region === "us-east-1" ? undefined : { LocationConstraint: region };
    await callS3("CreateBucket", { Bucket: name, CreateBucketConfiguration: elsewhere });
    return { id: name, outputs: { arn: `arn:aws:s3:::${name}`, region, bucketRegion: region } };
  },
  read: async (id) => (await unlessGone(() => callS3("HeadBucket", { Bucket: id }))) && {},
  update: async () => {},
  async delete(id, { forceDestroy }) {
    if (forceDestroy) await deleteObjects(id);
    await unlessGone(() => callS3("DeleteBucket", { Bucket: id }));
  },
};

async function deleteObjects(id) {
  const { Contents = [] } = await callS3("ListObjectsV2", { Bucket: id });
  if (Contents.length === 0) return;
  await callS3("DeleteObjects", { Bucket: id, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } });
  await deleteObjects(id);
}

/** One setting of a bucket, which is written and read as a whole. */
const setting = ({ write, read, remove }) => ({
  replaceOn: ["bucket"],
  async create(inputs) {
    await write(inputs);
    return { id: inputs.bucket };
  },
  read: (id) => unlessGone(() => read(id)),
  update: (_, inputs) => write(inputs),
  delete: (id) => unlessGone(() => remove(id)),
});

const publicAccessBlock = setting({
  write: ({ bucket: Bucket, blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets }) =>
    callS3("PutPublicAccessBlock", {
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: blockPublicAcls,
        BlockPublicPolicy: blockPublicPolicy,
        IgnorePublicAcls: ignorePublicAcls,
        RestrictPublicBuckets: restrictPublicBuckets,
      },
    }),
  async read(id) {
    const { PublicAccessBlockConfiguration: found } = await callS3("GetPublicAccessBlock", { Bucket: id });
    return {
      blockPublicAcls: found.BlockPublicAcls,
      blockPublicPolicy: found.BlockPublicPolicy,
      ignorePublicAcls: found.IgnorePublicAcls,
      restrictPublicBuckets: found.RestrictPublicBuckets,
    };
  },
  remove: (id) => callS3("DeletePublicAccessBlock", { Bucket: id }),
});

const ownershipControls = setting({
  write: ({ bucket: Bucket, rule }) =>
    callS3("PutBucketOwnershipControls", {
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: rule.objectOwnership }] },
    }),
  async read(id) {
    const { OwnershipControls } = await callS3("GetBucketOwnershipControls", { Bucket: id });
    return { rule: { objectOwnership: OwnershipControls.Rules[0].ObjectOwnership } };
  },
  remove: (id) => callS3("DeleteBucketOwnershipControls", { Bucket: id }),
});

const encryption = setting({
  write: ({ bucket: Bucket, rules }) =>
    callS3("PutBucketEncryption", {
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: rules.map(
          ({ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId }, bucketKeyEnabled }) => ({
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: sseAlgorithm, KMSMasterKeyID: kmsMasterKeyId },
            BucketKeyEnabled: bucketKeyEnabled,
          }),
        ),
      },
    }),
  async read(id) {
    const { ServerSideEncryptionConfiguration: found } = await callS3("GetBucketEncryption", { Bucket: id });
    const rules = found.Rules.map(
      ({ ApplyServerSideEncryptionByDefault: used, BucketKeyEnabled: bucketKeyEnabled }) => {
        const { SSEAlgorithm: sseAlgorithm, KMSMasterKeyID: kmsMasterKeyId } = used;
        const applied = { sseAlgorithm, ...(kmsMasterKeyId && { kmsMasterKeyId }) };
        return { applyServerSideEncryptionByDefault: applied, ...(kmsMasterKeyId && { bucketKeyEnabled }) };
      },
    );
    return { rules };
  },
  remove: (id) => callS3("DeleteBucketEncryption", { Bucket: id }),
});

const bucketPolicy = setting({
  write: ({ bucket: Bucket, policy }) => callS3("PutBucketPolicy", { Bucket, Policy: policy }),
  read: async (id) => ({ policy: (await callS3("GetBucketPolicy", { Bucket: id })).Policy }),
  remove: (id) => callS3("DeleteBucketPolicy", { Bucket: id }),
});

const lifecycle = setting({
  write: ({ bucket: Bucket, rules }) =>
    callS3("PutBucketLifecycleConfiguration", {
      Bucket,
      LifecycleConfiguration: {
        Rules: rules.map(({ id, status, filter, expiration, abortIncompleteMultipartUpload: abort }) => ({
          ID: id,
          Status: status,
          Filter: { Prefix: filter.prefix },
          Expiration: { Days: expiration.days },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: abort.daysAfterInitiation },
        })),
      },
    }),
  async read(id) {
    const { Rules } = await callS3("GetBucketLifecycleConfiguration", { Bucket: id });
    return {
      rules: Rules.map(({ ID, Status, Filter, Expiration, AbortIncompleteMultipartUpload: abort }) => ({
        id: ID,
        status: Status,
        filter: { prefix: Filter.Prefix ?? "" },
        expiration: { days: Expiration.Days },
        abortIncompleteMultipartUpload: { daysAfterInitiation: abort.DaysAfterInitiation },
      })),
    };
  },
  remove: (id) => callS3("DeleteBucketLifecycle", { Bucket: id }),
});

const user = {
  named: "name",
  computed: ["arn", "uniqueId"],
  async create({ name }) {
    const { User } = await callIam("CreateUser", { UserName: name });
    return { id: name, outputs: { arn: User.Arn, uniqueId: User.UserId } };
  },
  read: async (id) => (await unlessGone(() => callIam("GetUser", { UserName: id }))) && {},
  update: async () => {},
  async delete(id, { forceDestroy }) {
    for (const AccessKeyId of forceDestroy ? await keysOf(id) : []) {
      await callIam("DeleteAccessKey", { UserName: id, AccessKeyId });
    }
    await unlessGone(() => callIam("DeleteUser", { UserName: id }));
  },
};

async function keysOf(userName) {
  const found = await unlessGone(() => callIam("ListAccessKeys", { UserName: userName }));
  return found?.AccessKeyMetadata.map(({ AccessKeyId }) => AccessKeyId) ?? [];
}

const accessKey = {
  replaceOn: ["user", "pgpKey"],
  computed: ["secret", "createDate", "status", "sesSmtpPasswordV4"],
  async create({ user: UserName }) {
    // The emulator takes any number of keys; IAM does not.
    if ((await keysOf(UserName)).length >= 2) throw new Error("LimitExceeded: AccessKeysPerUser: 2");
    const { AccessKey } = await callIam("CreateAccessKey", { UserName });
    return { id: AccessKey.AccessKeyId, outputs: { secret: AccessKey.SecretAccessKey, status: AccessKey.Status } };
  },
  read: async (id, { user: userName }) => ((await keysOf(userName)).includes(id) ? {} : undefined),
  delete: (id, { user: UserName }) => unlessGone(() => callIam("DeleteAccessKey", { UserName, AccessKeyId: id })),
};

/** A policy that belongs to one user or role. */
const inlinePolicy = (owner, noun) => {
  const nameOf = (inputs) => ({ [`${noun}Name`]: inputs[owner], PolicyName: inputs.name });
  const put = (inputs) => callIam(`Put${noun}Policy`, { ...nameOf(inputs), PolicyDocument: inputs.policy });
  return {
    named: "name",
    replaceOn: [owner, "name"],
    async create(inputs) {
      await put(inputs);
      return { id: `${inputs[owner]}:${inputs.name}` };
    },
    async read(_, state) {
      const found = await unlessGone(() => callIam(`Get${noun}Policy`, nameOf(state)));
      return found && { policy: sameText(state.policy, decodeURIComponent(found.PolicyDocument)) };
    },
    update: (_, inputs) => put(inputs),
    delete: (_, state) => unlessGone(() => callIam(`Delete${noun}Policy`, nameOf(state))),
  };
};

const role = {
  named: "name",
  replaceOn: ["name"],
  computed: ["arn", "uniqueId"],
  async create({ name, assumeRolePolicy, description }) {
    const input = { RoleName: name, AssumeRolePolicyDocument: assumeRolePolicy, Description: description };
    const { Role } = await callIam("CreateRole", input);
    return { id: name, outputs: { arn: Role.Arn, uniqueId: Role.RoleId } };
  },
  async read(id, { assumeRolePolicy }) {
    const found = await unlessGone(() => callIam("GetRole", { RoleName: id }));
    const current = found && decodeURIComponent(found.Role.AssumeRolePolicyDocument);
    return found && { assumeRolePolicy: sameText(assumeRolePolicy, current) };
  },
  update: (id, { assumeRolePolicy }) =>
    callIam("UpdateAssumeRolePolicy", { RoleName: id, PolicyDocument: assumeRolePolicy }),
  delete: (id) => unlessGone(() => callIam("DeleteRole", { RoleName: id })),
};

const attachedPolicy = {
  replaceOn: ["role", "policyArn"],
  async create({ role: RoleName, policyArn: PolicyArn }) {
    await callIam("AttachRolePolicy", { RoleName, PolicyArn });
    return { id: `${RoleName}-${PolicyArn}` };
  },
  async read(_, { role: RoleName, policyArn }) {
    const found = await unlessGone(() => callIam("ListAttachedRolePolicies", { RoleName }));
    return found?.AttachedPolicies.some(({ PolicyArn }) => PolicyArn === policyArn) ? {} : undefined;
  },
  delete: (_, { role: RoleName, policyArn: PolicyArn }) =>
    unlessGone(() => callIam("DetachRolePolicy", { RoleName, PolicyArn })),
};

const logGroup = {
  named: "name",
  replaceOn: ["name"],
  computed: ["arn"],
  async create({ name, retentionInDays }) {
    await callLogs("CreateLogGroup", { logGroupName: name });
    if (retentionInDays) await callLogs("PutRetentionPolicy", { logGroupName: name, retentionInDays });
    return { id: name, outputs: { arn: (await groupOf(name)).arn.replace(/:\*$/, "") } };
  },
  read: async (id) => (await groupOf(id)) && {},
  update: async () => {},
  delete: (id) => unlessGone(() => callLogs("DeleteLogGroup", { logGroupName: id })),
};

async function groupOf(name) {
  const { logGroups } = await callLogs("DescribeLogGroups", { logGroupNamePrefix: name });
  return logGroups.find(({ logGroupName }) => logGroupName === name);
}

/** The account of the emulator, as whose key every request is made. */
const account = "123456789012";

/** The text as it was written, while it still means the same. */
const sameText = (written, found) => (isDeepStrictEqual(JSON.parse(written), JSON.parse(found)) ? written : found);

serve({
  version,
  configure: (config) => api.configure(config),
  resources: {
    "aws:s3/bucket:Bucket": bucket,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": publicAccessBlock,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ownershipControls,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encryption,
    "aws:s3/bucketPolicy:BucketPolicy": bucketPolicy,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
    "aws:iam/user:User": user,
    "aws:iam/accessKey:AccessKey": accessKey,
    "aws:iam/userPolicy:UserPolicy": inlinePolicy("user", "User"),
    "aws:iam/rolePolicy:RolePolicy": inlinePolicy("role", "Role"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachedPolicy,
    "aws:iam/role:Role": role,
    "aws:cloudwatch/logGroup:LogGroup": logGroup,
    ...ecsOf(api),
    ...network.resources,
    ...secretsOf(api),
    ...registry.resources,
  },
  functions: {
    "aws:index/getCallerIdentity:getCallerIdentity": async () => ({
      accountId: account,
      arn: `arn:aws:iam::${account}:root`,
    }),
    "aws:index/getPartition:getPartition": async () => ({ partition: "aws" }),
    "aws:index/getRegion:getRegion": async () => ({ region: api.region }),
    ...network.functions,
    ...registry.functions,
  },
});
