import { randomUUID } from "node:crypto";
import { actionOf } from "./roles.mjs";

const deploymentPath =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+)\/providers\/Microsoft\.Resources\/deployments\/([^/]+)(\/operationstatuses\/[^/]+)?$/i;

/** Templates that the resource manager deploys, each with one container group. */
export class Deployments {
  #deployed = new Map();

  /** @param {import("./container-groups.mjs").ContainerGroups} containerGroups */
  constructor(containerGroups) {
    this.containerGroups = containerGroups;
  }

  static has = (path) => deploymentPath.test(path);

  /**
   * @param {(action: string, scope: string) => object | undefined} refusalOf an action of who asks; `undefined` where it may
   * @returns {Promise<{ status: number, body?: object, headers?: object }>}
   */
  async answer(method, path, body, refusalOf) {
    const [, group, name, operation] = deploymentPath.exec(path);
    const id = `${group}/${name}`.toLowerCase();
    if (operation) return { status: 200, body: { status: "Succeeded" } };
    if (method === "PUT") {
      const refusal = await this.#deploy(group, body.properties, refusalOf);
      if (refusal) return refusal;
      this.#deployed.set(id, { id: path, name, properties: { mode: "Incremental", provisioningState: "Succeeded" } });
      // Whoever deploys asks there whether it is done.
      const status = `https://management.azure.com${path}/operationStatuses/${randomUUID()}?api-version=2022-09-01`;
      const accepted = { id: path, name, properties: { provisioningState: "Accepted" } };
      return { status: 201, body: accepted, headers: { "azure-asyncoperation": status } };
    }
    const found = this.#deployed.get(id);
    return found ? { status: 200, body: found } : { status: 404 };
  }

  /** Who deploys needs the rights to make what is in the template, and to give it the identities that it has. */
  async #deploy(group, { template, parameters }, refusalOf) {
    const resources = template.resources.map((resource) => withParameters(resource, template, parameters));
    const made = resources.map((resource) => [`${group}/providers/${resource.type}/${resource.name}`, resource]);
    for (const [id, { identity }] of made) {
      const linked = Object.keys(identity?.userAssignedIdentities ?? {});
      const refusal =
        refusalOf(actionOf("PUT", id), id) ??
        linked
          .map((own) => refusalOf(actionOf("POST", `${own}/assign`), own, "LinkedAuthorizationFailed"))
          .find(Boolean);
      if (refusal) return refusal;
    }
    for (const [id, resource] of made) await this.containerGroups.start(id, resource);
    return undefined;
  }
}

/** Puts the value of each parameter in its place, and the default where none is given. */
const withParameters = (resource, template, given) =>
  JSON.parse(JSON.stringify(resource), (_, value) => {
    const [, name] = /^\[parameters\('(\w+)'\)\]$/.exec(value) ?? [];
    return name === undefined ? value : (given[name]?.value ?? defaultOf(template.parameters[name]));
  });

const defaultOf = ({ defaultValue }) =>
  ({ "[resourceGroup().location]": "westeurope", "[uniqueString(resourceGroup().id)]": "a1b2c3d4e5f6g" })[
    defaultValue
  ] ?? defaultValue;
