import { createServer, connect as open } from "node:net";
import { networkInterfaces } from "node:os";
import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { Problem } from "../../scripts/lib/problem.mjs";
import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";
import { startAwsEmulator } from "./emulator.mjs";

/** Between looks at a container's health: nobody waits here as long as on AWS. */
const healthSeconds = "2";

/**
 * Starts AWS on this machine with an ECS that runs what is in it.
 *
 * @returns as `runEmulatedExample` wants it
 */
export async function startEcsEmulator() {
  const python = await findOrMakeEnvironment("aws-worker");
  const aws = await startAwsEmulator({ ECS_AGENT_PYTHON: python, ECS_AGENT_HEALTH_SECONDS: healthSeconds });
  const gateways = [];
  return {
    ...aws,
    config: { ...aws.config, subnets: JSON.stringify([await firstSubnet(aws.url)]) },
    /** @param {string} apiUrl of a server on the loopback address, which tasks do not reach */
    async configFor(apiUrl) {
      const { port, pathname } = new URL(apiUrl);
      const gateway = await openGateway(Number(port));
      gateways.push(gateway);
      return { workerApiUrl: `http://${gateway.address().address}:${gateway.address().port}${pathname}` };
    },
    async stop() {
      await aws.stop();
      for (const gateway of gateways) gateway.close();
    },
  };
}

async function firstSubnet(endpoint) {
  const credentials = { accessKeyId: "emulator", secretAccessKey: "emulator" };
  const { Subnets } = await new EC2Client({ endpoint, region: "us-east-1", credentials }).send(
    new DescribeSubnetsCommand({}),
  );
  return Subnets[0].SubnetId;
}

/** Another address of this machine for a port of its loopback one. */
async function openGateway(port) {
  const addresses = Object.values(networkInterfaces()).flat();
  const outer = addresses.find(({ family, internal }) => family === "IPv4" && !internal);
  if (!outer) throw new Problem("This machine has no address but the loopback one, and tasks of ECS need another.");
  const gateway = createServer((incoming) => {
    const onward = open(port, "127.0.0.1");
    for (const socket of [incoming, onward]) {
      socket.on("error", () => {
        incoming.destroy();
        onward.destroy();
      });
    }
    incoming.pipe(onward).pipe(incoming);
  });
  await new Promise((ready) => gateway.listen(0, outer.address, ready));
  return gateway;
}
