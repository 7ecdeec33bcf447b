import { randomBytes, randomUUID } from "node:crypto";

/** Managed identities: who asks the token endpoint with an identity's secret gets tokens of it. */
export class Identities {
  #bySecret = new Map();
  #byToken = new Map();

  /** @param {boolean} isOwner Whether it may do everything in the resource manager, which says nothing of blobs. */
  make(isOwner = false) {
    const identity = { principalId: randomUUID(), secret: randomBytes(16).toString("hex"), isOwner };
    this.#bySecret.set(identity.secret, identity);
    return identity;
  }

  /** What the token endpoint of an App Service answers; undefined without an identity. */
  token(secret, resource) {
    const identity = this.#bySecret.get(secret);
    if (!identity) return undefined;
    const expires = Math.floor(Date.now() / 1000) + 24 * 3600;
    const claims = { oid: identity.principalId, aud: resource, exp: expires };
    const parts = [{ alg: "none", typ: "JWT" }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    const token = [...parts, randomBytes(16).toString("base64url")].join(".");
    this.#byToken.set(token, identity);
    return { access_token: token, expires_on: String(expires), resource, token_type: "Bearer" };
  }

  /** Whose token it is. */
  of(authorization = "") {
    return this.#byToken.get(/^Bearer (.+)$/.exec(authorization)?.[1]);
  }
}
