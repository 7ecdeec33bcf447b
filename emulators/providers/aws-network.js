const ec2 = require("@aws-sdk/client-ec2");

/**
 * Security groups, and the networks that subnets are in.
 *
 * @param {import("./aws-api").AwsApi} api
 */
function networkOf(api) {
  const call = (command, input) => api.ec2.send(new ec2[`${command}Command`](input));

  const permission = ({ protocol, fromPort, toPort, cidrBlocks = [], ipv6CidrBlocks = [] }) => ({
    IpProtocol: protocol,
    ...(protocol !== "-1" && { FromPort: fromPort, ToPort: toPort }),
    IpRanges: cidrBlocks.map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: ipv6CidrBlocks.map((CidrIpv6) => ({ CidrIpv6 })),
  });

  const securityGroup = {
    named: "name",
    replaceOn: ["name", "vpcId", "description"],
    async create({ name, vpcId, description, ingress = [], egress = [] }) {
      const { GroupId } = await call("CreateSecurityGroup", {
        GroupName: name,
        Description: description,
        VpcId: vpcId,
      });
      // A new group lets everything out over IPv4.
      const everything = permission({ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] });
      await call("RevokeSecurityGroupEgress", { GroupId, IpPermissions: [everything] });
      if (egress.length > 0) {
        await call("AuthorizeSecurityGroupEgress", { GroupId, IpPermissions: egress.map(permission) });
      }
      if (ingress.length > 0) {
        await call("AuthorizeSecurityGroupIngress", { GroupId, IpPermissions: ingress.map(permission) });
      }
      return { id: GroupId };
    },
    read: async (id) => (await api.unlessGone(() => call("DescribeSecurityGroups", { GroupIds: [id] }))) && {},
    update: async () => {},
    delete: (id) => api.unlessGone(() => call("DeleteSecurityGroup", { GroupId: id })),
  };

  return {
    resources: { "aws:ec2/securityGroup:SecurityGroup": securityGroup },
    functions: {
      async "aws:ec2/getSubnets:getSubnets"({ filters }) {
        const Filters = filters.map(({ name, values }) => ({ Name: name, Values: values }));
        const { Subnets } = await call("DescribeSubnets", { Filters });
        return { ids: Subnets.map(({ SubnetId }) => SubnetId) };
      },
      async "aws:ec2/getSubnet:getSubnet"({ id }) {
        const { Subnets } = await call("DescribeSubnets", { SubnetIds: [id] });
        return { id, vpcId: Subnets[0].VpcId };
      },
    },
  };
}

module.exports = { networkOf };
