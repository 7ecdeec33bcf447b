import { Declarations } from "../declarations";
import { freePort } from "../free-port";
import { CannotStart, type Settings as CommonSettings, type Probe, ProbedProcess } from "../probed-process";

/** What the name of every instance's machine is. */
const hostName = "localhost";
/** Seconds that Cloud Run gives an instance to end. */
const stopSeconds = 10;

/** An environment variable as Cloud Run declares it, with a value or with a secret. */
export interface Variable {
  name: string;
  value?: string;
  valueSource?: { secretKeyRef: { secret: string; version: string } };
}

/** A container as a worker pool declares it. */
export interface Container {
  args: string[];
  envs: Variable[];
  startupProbe: Probe;
  livenessProbe: Probe;
}

/** Whom an instance reads its secrets as. */
interface Identity {
  project: string;
  serviceAccount: string;
}

export interface Settings extends CommonSettings {
  /** Whether there is a service account of this address. */
  accountExists: (email: string) => Promise<boolean>;
}

/**
 * A container as Cloud Run runs it: its secrets, its command as a process of this machine, its probes and its log.
 *
 * @throws CannotStart when the account may not read a secret, or is not there
 */
export async function startInstance(
  container: Container,
  identity: Identity,
  settings: Settings,
): Promise<ProbedProcess> {
  const port = await freePort();
  const variables = await Promise.all(
    container.envs.map(async (one) => [one.name, await textOf(one, identity, settings, port)]),
  );
  const environment = Object.fromEntries(variables);
  return ProbedProcess.start({ ...container, environment, port, hostName, stopSeconds }, settings);
}

async function textOf({ name, value, valueSource }: Variable, identity: Identity, settings: Settings, port: number) {
  if (name.endsWith("_WORKER_WEBSERVER_PORT")) return String(port);
  return valueSource ? secretValue(valueSource.secretKeyRef, identity, settings) : value;
}

type SecretVersion = NonNullable<Variable["valueSource"]>["secretKeyRef"];

/**
 * What a version of a secret has, the latest one too, for a service account that may read it. A secret of another project has its
 * whole name.
 *
 * @throws CannotStart when it may not, or is not there
 */
export async function secretValue(
  { secret, version }: SecretVersion,
  { project, serviceAccount }: Identity,
  settings: Pick<Settings, "folder" | "accountExists">,
): Promise<string> {
  const declarations = new Declarations(settings.folder);
  const [, owner = project, secretId = secret] = /^projects\/([^/]+)\/secrets\/([^/]+)$/.exec(secret) ?? [];
  const role = "roles/secretmanager.secretAccessor";
  const grant = [owner, secretId, role, `serviceAccount:${serviceAccount}`].join("/");
  const name = `projects/${owner}/secrets/${secretId}/versions/${version}`;
  if (!(await declarations.textOf(grant)) || !(await settings.accountExists(serviceAccount))) {
    throw new CannotStart(`Permission denied on secret: ${name} for Revision service account ${serviceAccount}.`);
  }
  const versions = (await declarations.idsInFolder()).filter((id) => id.startsWith(name.slice(0, -version.length)));
  const found = await declarations.textOf(version === "latest" ? (versions.sort().at(-1) ?? name) : name);
  if (!found) throw new CannotStart(`Secret ${name} was not found`);
  return JSON.parse(found).secretDataWo as string;
}
