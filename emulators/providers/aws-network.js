const ec2 = require("@aws-sdk/client-ec2");

/**
 * Networks and their parts.
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

  const filtersOf = (filters) => filters.map(({ name, values }) => ({ Name: name, Values: values }));

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

  /** The parts that are made by one call, named and deleted by their id. */
  const part = (kind, replaceOn, { request, filled = async () => {}, emptied = async () => {} }) => ({
    replaceOn,
    async create(inputs) {
      const answer = await call(`Create${kind}`, { ...request(inputs), TagSpecifications: tagged(kind, inputs.tags) });
      const id = answer[kind][`${kind}Id`];
      await filled(id, inputs);
      return { id };
    },
    read: async (id) => (await api.unlessGone(() => call(`Describe${kind}s`, { [`${kind}Ids`]: [id] }))) && {},
    update: async () => {},
    async delete(id, inputs) {
      await emptied(id, inputs);
      await api.unlessGone(() => call(`Delete${kind}`, { [`${kind}Id`]: id }));
    },
  });
  const tagged = (kind, tags = {}) => [
    {
      ResourceType: kind.replace(/\B[A-Z]/g, "-$&").toLowerCase(),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    },
  ];

  const vpc = part("Vpc", ["cidrBlock"], {
    request: ({ cidrBlock }) => ({ CidrBlock: cidrBlock }),
    filled: (VpcId) => call("ModifyVpcAttribute", { VpcId, EnableDnsHostnames: { Value: true } }),
  });
  const gateway = part("InternetGateway", [], {
    request: () => ({}),
    filled: (InternetGatewayId, { vpcId }) => call("AttachInternetGateway", { InternetGatewayId, VpcId: vpcId }),
    emptied: (InternetGatewayId, { vpcId }) => call("DetachInternetGateway", { InternetGatewayId, VpcId: vpcId }),
  });
  const subnet = part("Subnet", ["vpcId", "cidrBlock", "availabilityZone"], {
    request: ({ vpcId, cidrBlock, availabilityZone }) => ({
      VpcId: vpcId,
      CidrBlock: cidrBlock,
      AvailabilityZone: availabilityZone,
    }),
  });
  const routeTable = part("RouteTable", ["vpcId"], {
    request: ({ vpcId }) => ({ VpcId: vpcId }),
    filled: (RouteTableId, { routes }) =>
      Promise.all(
        routes.map(({ cidrBlock, gatewayId }) =>
          call("CreateRoute", { RouteTableId, DestinationCidrBlock: cidrBlock, GatewayId: gatewayId }),
        ),
      ),
  });
  const association = {
    replaceOn: ["subnetId", "routeTableId"],
    async create({ subnetId, routeTableId }) {
      const { AssociationId } = await call("AssociateRouteTable", { SubnetId: subnetId, RouteTableId: routeTableId });
      return { id: AssociationId };
    },
    read: async () => ({}),
    update: async () => {},
    delete: (AssociationId) => api.unlessGone(() => call("DisassociateRouteTable", { AssociationId })),
  };

  return {
    resources: {
      "aws:ec2/internetGateway:InternetGateway": gateway,
      "aws:ec2/routeTable:RouteTable": routeTable,
      "aws:ec2/routeTableAssociation:RouteTableAssociation": association,
      "aws:ec2/securityGroup:SecurityGroup": securityGroup,
      "aws:ec2/subnet:Subnet": subnet,
      "aws:ec2/vpc:Vpc": vpc,
    },
    functions: {
      async "aws:index/getAvailabilityZones:getAvailabilityZones"({ state, filters }) {
        const Filters = filtersOf([...filters, { name: "state", values: [state] }]);
        const { AvailabilityZones } = await call("DescribeAvailabilityZones", { Filters });
        return { names: AvailabilityZones.map(({ ZoneName }) => ZoneName) };
      },
      async "aws:ec2/getSubnets:getSubnets"({ filters }) {
        const { Subnets } = await call("DescribeSubnets", { Filters: filtersOf(filters) });
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
