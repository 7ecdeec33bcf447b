import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** The container groups of Azure Container Instances: the command of each is a process of this machine, and its image is not pulled. */
export class ContainerGroups {
  #groups = new Map();
  /** What was ever started, as its template has it. */
  started = [];

  /** @param {string} python Folder with the `python` and the programs that an image would have. */
  constructor(python) {
    this.python = python;
  }

  /** @param {object} resource as it stands in a template */
  async start(id, { name, location, identity, properties }) {
    this.started.push({ name, identity, properties });
    const [container] = properties.containers;
    const home = await mkdtemp(join(tmpdir(), "container-group-"));
    // The script that images begin with runs what follows.
    const [, program, ...args] = container.properties.command;
    const process = spawn(program, args, {
      cwd: home,
      env: { PATH: `${this.python}${delimiter}/usr/bin:/bin`, HOME: home, ...environmentOf(container) },
      stdio: "ignore",
      detached: true,
    });
    const group = { name, location, identity, properties, home, process, state: { state: "Running" } };
    process.once("error", () => Object.assign(group.state, { state: "Terminated", exitCode: 127 }));
    process.once("exit", (exitCode) => Object.assign(group.state, { state: "Terminated", exitCode: exitCode ?? 137 }));
    this.#groups.set(id.toLowerCase(), group);
  }

  /** As the resource manager shows it: without what is secret. */
  get(id) {
    const group = this.#groups.get(id.toLowerCase());
    if (!group) return undefined;
    const containers = group.properties.containers.map(({ name, properties }) => ({
      name,
      properties: {
        ...properties,
        environmentVariables: properties.environmentVariables.map(({ name: variable, value }) => ({
          name: variable,
          value,
        })),
        instanceView: { currentState: { ...group.state } },
      },
    }));
    const properties = { ...group.properties, containers, provisioningState: "Succeeded" };
    return { id, name: group.name, location: group.location, identity: group.identity, properties };
  }

  async delete(id) {
    const group = this.#groups.get(id.toLowerCase());
    if (!group) return;
    this.#groups.delete(id.toLowerCase());
    if (group.state.state === "Running") globalThis.process.kill(-group.process.pid, "SIGKILL");
    await rm(group.home, { recursive: true, force: true, maxRetries: 5 });
  }

  async stop() {
    for (const id of this.#groups.keys()) await this.delete(id);
  }
}

const environmentOf = ({ properties }) =>
  Object.fromEntries(
    properties.environmentVariables.map(({ name, value, secureValue }) => [name, secureValue ?? value]),
  );
