import * as ec2 from "@pulumi/aws/ec2";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";

/** Addresses of the new VPC, and of its subnets: one in each of two availability zones. */
const addresses = { vpc: "10.0.0.0/16", subnets: ["10.0.0.0/20", "10.0.16.0/20"] };

/** A VPC that tasks can run in. */
export interface NewVpc {
  vpc: pulumi.Output<string>;
  /** Ids of its subnets, which are known when the way out of them is there. */
  subnets: pulumi.Output<string[]>;
}

/** Makes a VPC with public subnets, whose way out is an internet gateway: unlike one of NAT it costs nothing. */
export function createVpc(name: string, parent: pulumi.Resource): NewVpc {
  const tags = { Name: name };
  const vpc = new ec2.Vpc(`${name}-vpc`, { cidrBlock: addresses.vpc, enableDnsHostnames: true, tags }, { parent });
  const gateway = new ec2.InternetGateway(`${name}-gateway`, { vpcId: vpc.id, tags }, { parent });
  const routes = new ec2.RouteTable(
    `${name}-routes`,
    { vpcId: vpc.id, routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }], tags },
    { parent },
  );
  // Local Zones have names too, and no Fargate.
  const filters = [{ name: "zone-type", values: ["availability-zone"] }];
  const zones = getAvailabilityZonesOutput({ state: "available", filters }, { parent }).names;
  return { vpc: vpc.id, subnets: pulumi.all(addresses.subnets.map(createSubnet)) };

  function createSubnet(cidrBlock: string, index: number): pulumi.Output<string> {
    const subnet = new ec2.Subnet(
      `${name}-subnet-${index}`,
      { vpcId: vpc.id, cidrBlock, availabilityZone: zones.apply((names) => zoneOf(names, index)), tags },
      // Zones that AWS adds or closes later move no subnet.
      { parent, ignoreChanges: ["availabilityZone"] },
    );
    const association = new ec2.RouteTableAssociation(
      `${name}-subnet-${index}-routes`,
      { subnetId: subnet.id, routeTableId: routes.id },
      { parent },
    );
    return pulumi.all([subnet.id, association.id]).apply(([id]) => id);
  }
}

const zoneOf = (names: string[], index: number): string => names.toSorted()[index % names.length]!;
