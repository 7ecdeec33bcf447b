const { setTimeout: sleep } = require("node:timers/promises");
const ecs = require("@aws-sdk/client-ecs");

const pause = 300;

/**
 * Clusters, task definitions and services of ECS.
 *
 * @param {import("./aws-api").AwsApi} api
 */
function ecsOf(api) {
  const call = (command, input) => api.ecs.send(new ecs[`${command}Command`](input));

  const cluster = {
    named: "name",
    replaceOn: ["name"],
    computed: ["arn"],
    async create({ name: clusterName }) {
      const { cluster: made } = await call("CreateCluster", { clusterName });
      return { id: made.clusterArn, outputs: { arn: made.clusterArn } };
    },
    async read(id) {
      const { clusters } = await call("DescribeClusters", { clusters: [id] });
      return clusters.some(({ status }) => status === "ACTIVE") ? {} : undefined;
    },
    update: async () => {},
    delete: (id) => call("DeleteCluster", { cluster: id }),
  };

  const taskDefinition = {
    replaceOn: [
      ...["family", "containerDefinitions", "cpu", "memory", "networkMode"],
      ...["requiresCompatibilities", "executionRoleArn", "taskRoleArn"],
    ],
    computed: ["arn", "revision"],
    async create({ containerDefinitions, ...inputs }) {
      const definition = { ...inputs, containerDefinitions: JSON.parse(containerDefinitions) };
      const { taskDefinition: made } = await call("RegisterTaskDefinition", definition);
      return { id: inputs.family, outputs: { arn: made.taskDefinitionArn, revision: made.revision } };
    },
    async read(_, { arn }) {
      const found = await call("DescribeTaskDefinition", { taskDefinition: arn }).catch(() => undefined);
      return found?.taskDefinition.status === "ACTIVE" ? {} : undefined;
    },
    delete: (_, { arn }) => call("DeregisterTaskDefinition", { taskDefinition: arn }),
  };

  const settingsOf = ({ networkConfiguration, deploymentCircuitBreaker, ...inputs }) => ({
    taskDefinition: inputs.taskDefinition,
    desiredCount: inputs.desiredCount,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: networkConfiguration.subnets,
        securityGroups: networkConfiguration.securityGroups,
        assignPublicIp: networkConfiguration.assignPublicIp ? "ENABLED" : "DISABLED",
      },
    },
    deploymentConfiguration: {
      minimumHealthyPercent: inputs.deploymentMinimumHealthyPercent,
      maximumPercent: inputs.deploymentMaximumPercent,
      deploymentCircuitBreaker,
    },
  });

  const found = async (clusterName, service) => {
    const { services } = await call("DescribeServices", { cluster: clusterName, services: [service] });
    return services[0];
  };

  async function steady(clusterName, { serviceName, deployments }) {
    const [{ id }] = deployments;
    for (;;) {
      const { deployments: now, desiredCount, runningCount } = await found(clusterName, serviceName);
      const own = now.find((one) => one.id === id);
      if (!own || own.rolloutState === "FAILED") throw new Error(`deployment ${id} of ${serviceName} failed`);
      if (now.length === 1 && own.rolloutState === "COMPLETED" && desiredCount === runningCount) return;
      await sleep(pause);
    }
  }

  const service = {
    named: "name",
    replaceOn: ["name", "cluster", "launchType"],
    async create(inputs) {
      const { name: serviceName, cluster: clusterName, launchType } = inputs;
      const settings = { ...settingsOf(inputs), serviceName, cluster: clusterName, launchType };
      const { service: made } = await call("CreateService", settings);
      if (inputs.waitForSteadyState) await steady(clusterName, made);
      return { id: made.serviceArn };
    },
    async read(_, { cluster: clusterName, name }) {
      return (await found(clusterName, name))?.status === "ACTIVE" ? {} : undefined;
    },
    async update(_, inputs) {
      const { name, cluster: clusterName } = inputs;
      const { service: changed } = await call("UpdateService", {
        ...settingsOf(inputs),
        service: name,
        cluster: clusterName,
      });
      if (inputs.waitForSteadyState) await steady(clusterName, changed);
    },
    async delete(_, { cluster: clusterName, name }) {
      await call("UpdateService", { cluster: clusterName, service: name, desiredCount: 0 });
      await call("DeleteService", { cluster: clusterName, service: name });
      while ((await found(clusterName, name))?.runningCount > 0) await sleep(pause);
    },
  };

  return {
    "aws:ecs/cluster:Cluster": cluster,
    "aws:ecs/taskDefinition:TaskDefinition": taskDefinition,
    "aws:ecs/service:Service": service,
  };
}

module.exports = { ecsOf };
