import { findOrMakeEnvironment } from "../../scripts/lib/python.mjs";
import { openGateway } from "../gateway.mjs";
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
    /** @param {string} apiUrl of a server on the loopback address, which tasks do not reach */
    async configFor(apiUrl) {
      const gateway = await openGateway(apiUrl);
      gateways.push(gateway);
      return { workerApiUrl: gateway.url };
    },
    async stop() {
      await aws.stop();
      for (const gateway of gateways) gateway.close();
    },
  };
}
