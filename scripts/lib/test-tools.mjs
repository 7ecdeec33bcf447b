import { delimiter } from "node:path";
import { findOrBuildFakeGcs } from "../../emulators/gcs/fake-gcs.mjs";
import { findOrBuildControlPlane } from "../../emulators/kubernetes/control-plane.mjs";
import { findOrBuildRegistry } from "../../emulators/registry/distribution.mjs";
import { addYaml, findOrInstallPulumi } from "./pulumi.mjs";
import { findOrMakeEnvironment, findOrMakePython } from "./python.mjs";

/** Finds or installs what the tests start, and returns the environment that tells them where it is. */
export async function findOrInstallTestTools() {
  const python = await findOrMakePython();
  const pulumi = await findOrInstallPulumi();
  await addYaml(pulumi);
  await findOrBuildFakeGcs();
  await findOrBuildRegistry();
  await findOrBuildControlPlane();
  return {
    PULUMI_SYNTASK_PYTHON: python,
    PULUMI_SYNTASK_GCP_WORKER: await findOrMakeEnvironment("gcp-worker"),
    PULUMI_SYNTASK_PULUMI_BIN: pulumi,
    PULUMI_SYNTASK_MOTO: await findOrMakeEnvironment("moto"),
    PULUMI_SYNTASK_DOCKER_WORKER: await findOrMakeEnvironment("docker-worker"),
    PULUMI_SYNTASK_AWS_WORKER: await findOrMakeEnvironment("aws-worker"),
    PULUMI_SYNTASK_KUBERNETES_WORKER: await findOrMakeEnvironment("kubernetes-worker"),
    PULUMI_SYNTASK_AZURE_WORKER: await findOrMakeEnvironment("azure-worker"),
    PULUMI_SYNTASK_PYTHON_PROGRAMS: await findOrMakeEnvironment("python-programs"),
    PATH: [pulumi, process.env.PATH].join(delimiter),
  };
}
