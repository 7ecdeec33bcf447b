import { randomBytes } from "node:crypto";
import { Agent } from "../agent";
import { Declarations, generationOf } from "../declarations";
import { freePort } from "../free-port";
import { CannotStart, type Probe, ProbedProcess, type Settings } from "../probed-process";

const appId = /\/providers\/Microsoft\.App\/containerApps\/[^/]+$/;

interface Secret {
  name: string;
  keyVaultUrl: string;
  identity: string;
}

/** A container app as the double of Azure's provider writes it down. */
interface ContainerApp {
  containerAppName: string;
  environmentId: string;
  identity: { userAssignedIdentities: string[] };
  configuration: { secrets: Secret[] };
  template: {
    containers: [
      {
        args: string[];
        env: { name: string; value?: string; secretRef?: string }[];
        probes: (Probe & { type: "Startup" | "Liveness" })[];
      },
    ];
    scale: { minReplicas: number };
    terminationGracePeriodSeconds: number;
  };
}

/** The replicas of a container app. */
class Replicas {
  #replicas: ProbedProcess[] = [];

  constructor(
    readonly generation: string,
    private readonly app: ContainerApp,
    private readonly declarations: Declarations,
    private readonly settings: Settings,
  ) {}

  /**
   * Starts what is missing, and again what has ended.
   *
   * @throws CannotStart when the environment is not there, or a secret may not be read
   */
  async keepUp(): Promise<void> {
    if (!(await this.declarations.textOf(this.app.environmentId))) {
      throw new CannotStart(`ManagedEnvironmentNotFound: ${this.app.environmentId}`);
    }
    for (const ended of this.#replicas.filter(({ hasEnded }) => hasEnded)) await ended.remove();
    this.#replicas = this.#replicas.filter(({ hasEnded }) => !hasEnded);
    while (this.#replicas.length < this.app.template.scale.minReplicas) this.#replicas.push(await this.#start());
  }

  /** @returns whether all have ended */
  async end(): Promise<boolean> {
    for (const replica of this.#replicas) replica.stop();
    if (!this.#replicas.every(({ hasEnded }) => hasEnded)) return false;
    for (const replica of this.#replicas) await replica.remove();
    return true;
  }

  async #start(): Promise<ProbedProcess> {
    const { containerAppName, template } = this.app;
    const [container] = template.containers;
    const secrets = new Map<string, string>();
    for (const secret of this.app.configuration.secrets) secrets.set(secret.name, await this.#valueOf(secret));
    const port = await freePort();
    const textOf = ({ name, value, secretRef }: (typeof container.env)[number]) => {
      if (name.endsWith("_WORKER_WEBSERVER_PORT")) return String(port);
      return secretRef === undefined ? value : secrets.get(secretRef);
    };
    const probe = (type: string) => container.probes.find((one) => one.type === type)!;
    const hostName = `${containerAppName}--${randomBytes(4).toString("hex")}`;
    return ProbedProcess.start(
      {
        args: container.args,
        environment: Object.fromEntries(container.env.map((one) => [one.name, textOf(one)])),
        port,
        hostName,
        startupProbe: probe("Startup"),
        livenessProbe: probe("Liveness"),
        stopSeconds: template.terminationGracePeriodSeconds,
      },
      this.settings,
    );
  }

  /** A version of a secret, as one of the app's identities reads it. */
  async #valueOf({ name, keyVaultUrl, identity }: Secret): Promise<string> {
    const denied = new CannotStart(
      `Field 'configuration.secrets' is invalid: Unable to get value using Managed identity ${identity} for secret ${name}.`,
    );
    const [, vaultName, secret, version] = /^https:\/\/([^.]+)\.[^/]+\/secrets\/([^/]+)\/([^/]+)$/.exec(keyVaultUrl)!;
    const ids = await this.declarations.idsInFolder();
    const vaultId = ids.find((id) => id.endsWith(`/providers/Microsoft.KeyVault/vaults/${vaultName}`));
    const known = await this.declarations.textOf(identity);
    if (!vaultId || !known || !this.app.identity.userAssignedIdentities.includes(identity)) throw denied;
    const { accessPolicies = [] } = JSON.parse((await this.declarations.textOf(vaultId)) ?? "{}").properties ?? {};
    const { principalId } = JSON.parse(known);
    const mayRead = accessPolicies.some(
      (policy: { objectId: string; permissions: { secrets?: string[] } }) =>
        policy.objectId === principalId && policy.permissions.secrets?.includes("get"),
    );
    const found = await this.declarations.textOf(`${vaultId}/secrets/${secret}/versions/${version}`);
    if (!mayRead || !found) throw denied;
    return JSON.parse(found).value;
  }
}

/**
 * What Azure does with the container apps that the double of its provider only writes down: it runs their replicas as processes of
 * this machine. A change is told as done when the replicas are started, as at Azure: nobody has waited for their probes then. An
 * image is not pulled: its command runs with the Python of `Settings`. It does not change the template of an app.
 */
export class ContainerAppsAgent extends Agent<Replicas> {
  constructor(private readonly settings: Settings) {
    super(new Declarations(settings.folder, appId));
  }

  protected async workOn(id: string, text: string): Promise<void> {
    const generation = generationOf(text);
    const app = this.running.get(id) ?? new Replicas(generation, JSON.parse(text), this.declarations, this.settings);
    this.running.set(id, app);
    try {
      if (app.generation !== generation) throw new CannotStart(`the agent does not change ${id}`);
      await app.keepUp();
      await this.declarations.tell(id, { generation });
    } catch (error) {
      if (!(error instanceof CannotStart)) throw error;
      await this.declarations.tell(id, { generation, message: error.message });
    }
  }
}
