import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { json, text } from "node:stream/consumers";
import { Identities } from "./identities.mjs";
import { Manager } from "./manager.mjs";
import { actionOf, Roles } from "./roles.mjs";

/** Stands before the storage accounts: resource manager, identities, and what Azurite does not check of a request. */
export class Front {
  identities = new Identities();
  #roles = new Roles();
  #manager;
  #servers;
  /** Requests for blobs that were let through to an account, such as `PUT /flows/etl/hello.py 201`. */
  #calls = [];

  /**
   * @param {{ cert: string, key: string }} tls Paths of a certificate and its key.
   * @param {string} python Folder with what the images of containers would have.
   */
  constructor(tls, python) {
    this.#manager = new Manager(this.#roles, tls, python);
    const listener = (request, response) =>
      this.#answer(request, response).catch((error) => send(response, 500, { error: { message: error.message } }));
    const secrets = { cert: readFileSync(tls.cert), key: readFileSync(tls.key) };
    this.#servers = { http: createServer(listener), https: createTlsServer(secrets, listener) };
  }

  /** @param {{ http: number, https: number }} ports */
  async listen(ports) {
    for (const [scheme, server] of Object.entries(this.#servers)) {
      await new Promise((ready) => server.listen(ports[scheme], "127.0.0.1", ready));
    }
  }

  async close() {
    for (const server of Object.values(this.#servers)) {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
    await this.#manager.stop();
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
    const [, first] = pathname.split("/");
    if (first === "identity") {
      const token = this.identities.token(request.headers["x-identity-header"], searchParams.get("resource"));
      return send(response, token ? 200 : 401, token ?? {});
    }
    if (first === "emulator") return send(response, 200, await this.#control(request, pathname));
    if (pathname.endsWith("/v2.0/.well-known/openid-configuration")) {
      return send(response, 200, authority(`https://${request.headers.host}/${first}`));
    }
    if (pathname.endsWith("/oauth2/v2.0/token")) return this.#signIn(request, response);
    if (first === "subscriptions") return this.#manage(request, response, pathname);
    return this.#serveBlobs(request, response, pathname, searchParams);
  }

  /** An application's sign-in, with its id and secret. */
  async #signIn(request, response) {
    const form = new URLSearchParams(await text(request));
    const token = this.identities.token(form.get("client_secret"), form.get("scope"));
    if (!token || this.identities.of(`Bearer ${token.access_token}`).principalId !== form.get("client_id")) {
      return send(response, 401, { error: "invalid_client" });
    }
    return send(response, 200, { ...token, expires_in: 3600 });
  }

  async #manage(request, response, pathname) {
    const identity = this.identities.of(request.headers.authorization);
    const refusalOf = (action, scope, code = "AuthorizationFailed") => {
      if (identity?.isOwner || (identity && this.#roles.permit(identity.principalId, action, scope))) return undefined;
      const message = `The client '${identity?.principalId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
      return { status: 403, body: { error: { code, message } } };
    };
    const refusal = refusalOf(actionOf(request.method, pathname), pathname);
    if (refusal) return send(response, refusal.status, refusal.body);
    const body = ["PUT", "POST"].includes(request.method) ? await json(request).catch(() => ({})) : undefined;
    const { status, body: answer, headers } = await this.#manager.answer(request.method, pathname, body, refusalOf);
    return send(response, status, answer ?? {}, headers);
  }

  async #control(request, pathname) {
    const command = `${request.method} ${pathname}`;
    if (command === "POST /emulator/identities") return this.identities.make();
    if (command === "GET /emulator/container-groups") return this.#manager.containerGroups.started;
    if (command === "PUT /emulator/delays") this.#roles.delay = (await json(request)).roleSeconds ?? 0;
    if (command === "DELETE /emulator/calls") this.#calls = [];
    return this.#calls;
  }

  #serveBlobs(request, response, pathname, query) {
    const [, name, container] = pathname.split("/");
    const account = this.#manager.accounts.get(name);
    if (!account) return refuse(response, 404, "ResourceNotFound");
    const { authorization } = request.headers;
    if (authorization?.startsWith("Bearer ")) {
      const scope = container ? `${account.id}/blobServices/default/containers/${container}` : account.id;
      const identity = this.identities.of(authorization);
      if (!identity) return refuse(response, 401, "InvalidAuthenticationInfo");
      const isAllowed = this.#roles.permitBlob(identity.principalId, request.method, scope);
      if (!isAllowed) return refuse(response, 403, "AuthorizationPermissionMismatch");
      return this.#pass(request, response, account, true);
    }
    if (query.get("spr") === "https" && !request.socket.encrypted) {
      return refuse(response, 403, "AuthorizationProtocolMismatch");
    }
    if ((authorization || query.has("sig")) && account.body.properties?.allowSharedKeyAccess === false) {
      return refuse(response, 403, "KeyBasedAuthenticationNotPermitted");
    }
    return this.#pass(request, response, account);
  }

  #pass(request, response, account, hasRole = false) {
    const { method, url } = request;
    const headers = { ...request.headers };
    if (hasRole) delete headers.authorization;
    const onward = account.request({ method, path: hasRole ? account.withFullAccess(url) : url, headers }, (answer) => {
      const place = decodeURIComponent(new URL(url, "http://127.0.0.1").pathname.replace(/^\/[^/]*/, ""));
      this.#calls.push(`${method} ${place} ${answer.statusCode}`);
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  }
}

/** What a tenant tells of itself. */
const authority = (issuer) => ({
  issuer: `${issuer}/v2.0`,
  authorization_endpoint: `${issuer}/oauth2/v2.0/authorize`,
  token_endpoint: `${issuer}/oauth2/v2.0/token`,
  jwks_uri: `${issuer}/discovery/v2.0/keys`,
});

function send(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

function refuse(response, status, code) {
  response.writeHead(status, { "x-ms-error-code": code, "content-type": "application/xml" });
  response.end(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
