const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const identities = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** What built-in roles permit. */
const builtInRoles = {
  "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": [`${blobs}/read`],
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": [`${blobs}/*`],
  "f1a07417-d97a-45cb-824c-7a7467783830": [`${identities}/*/read`, `${identities}/*/assign/action`],
};

/** Role definitions and assignments: who may do what, and where. */
export class Roles {
  #assignments = new Map();
  #definitions = new Map(Object.entries(builtInRoles));

  /** Seconds until a new assignment works. */
  delay = 0;

  /** @param {{ permissions: { actions?: string[] }[] }} properties */
  define(id, { permissions }) {
    this.#definitions.set(
      guidOf(id),
      permissions.flatMap(({ actions = [] }) => actions),
    );
  }

  assign(id, { principalId, roleDefinitionId }) {
    if (this.#assignments.has(id)) return;
    const scope = id.split("/providers/Microsoft.Authorization/")[0];
    this.#assignments.set(id, {
      principalId,
      role: guidOf(roleDefinitionId),
      scope,
      since: Date.now() + this.delay * 1000,
    });
  }

  /** @returns what a definition or an assignment of this id has, if there is one */
  get = (id) => this.#assignments.get(id) ?? this.#definitions.get(guidOf(id));

  delete(id) {
    this.#assignments.delete(id);
    this.#definitions.delete(guidOf(id));
  }

  /**
   * @param {string} action such as `Microsoft.Resources/deployments/write`
   * @param {string} scope Id of what it is done to.
   */
  permit(principalId, action, scope) {
    return [...this.#assignments.values()].some(
      (assignment) =>
        assignment.principalId === principalId &&
        `${scope}/`.toLowerCase().startsWith(`${assignment.scope}/`.toLowerCase()) &&
        (this.#definitions.get(assignment.role) ?? []).some((pattern) => matches(pattern, action)) &&
        assignment.since <= Date.now(),
    );
  }

  permitBlob(principalId, method, scope) {
    return this.permit(principalId, `${blobs}/${["GET", "HEAD"].includes(method) ? "read" : "write"}`, scope);
  }
}

const guidOf = (id) => id.split("/").at(-1);

/** A star between slashes stands for a part that may be left out. */
function matches(pattern, action) {
  const expression = pattern
    .replaceAll(".", "\\.")
    .replaceAll("/*/", "/(.*/)?")
    .replaceAll(/(?<!\.)\*(?!\/)/g, ".*");
  return new RegExp(`^${expression}$`, "i").test(action);
}

/** What a request to the resource manager does, as roles name it. */
export function actionOf(method, path) {
  const [namespace, ...parts] = path.split("/providers/").at(-1).split("/");
  const types = parts.filter((_, index) => index % 2 === 0);
  const verb = { GET: "read", PUT: "write", PATCH: "write", DELETE: "delete", POST: "action" }[method];
  return [namespace, ...types, verb].join("/");
}
