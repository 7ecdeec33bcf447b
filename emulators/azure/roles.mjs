const blobRoles = {
  "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "read",
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "write",
};

/** Role assignments, as far as they are about blobs. */
export class Roles {
  #assignments = new Map();

  /** Seconds until a new assignment works. */
  delay = 0;

  put(id, { principalId, roleDefinitionId }) {
    if (this.#assignments.has(id)) return;
    const role = blobRoles[roleDefinitionId.split("/").at(-1)];
    const scope = id.split("/providers/Microsoft.Authorization/")[0];
    this.#assignments.set(id, { principalId, role, scope, since: Date.now() + this.delay * 1000 });
  }

  get = (id) => this.#assignments.get(id);
  delete = (id) => this.#assignments.delete(id);

  /** @param {string} scope Id of what is read or written. */
  allow(principalId, method, scope) {
    const isRead = ["GET", "HEAD"].includes(method);
    return [...this.#assignments.values()].some(
      (assignment) =>
        assignment.principalId === principalId &&
        (assignment.role === "write" || (isRead && assignment.role === "read")) &&
        `${scope}/`.startsWith(`${assignment.scope}/`) &&
        assignment.since <= Date.now(),
    );
  }
}
