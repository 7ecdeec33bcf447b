import { createServer, request as open } from "node:http";
import { answer, Refusal, readBytes, readJson, readText } from "./answer.mjs";
import { BucketPolicies } from "./bucket-policies.mjs";
import { ServiceAccounts } from "./service-accounts.mjs";
import { needsOf } from "./storage-call.mjs";

const accountsPath = /^\/v1\/projects\/([^/]+)\/serviceAccounts(?:\/([^/]+?))?(?:\/keys(?:\/([^/]+))?)?$/;
const policyPath = /^\/storage\/v1\/b\/([^/]+)\/iam$/;
const listPath = /^\/storage\/v1\/b\/[^/]+\/o\/?$/;
const bucketPath = /^\/storage\/v1\/b\/([^/]+)$/;

/** Most objects that one answer lists. */
const longestPage = 1_000;

/**
 * Stands before fake-gcs-server and adds what it lacks: service accounts with keys and tokens, IAM policies of buckets
 * with conditions, and the refusal of every call that they do not allow.
 */
export class Front {
  #server = createServer((request, response) => this.#serve(request, response));

  /**
   * @param {number} port
   * @param {number} upstream Port of fake-gcs-server.
   * @param {string} ownerToken Access token that may do everything.
   */
  constructor(port, upstream, ownerToken) {
    this.port = port;
    this.upstream = upstream;
    this.ownerToken = ownerToken;
    this.accounts = new ServiceAccounts(`http://127.0.0.1:${port}/token`);
    this.buckets = new BucketPolicies(this.accounts.exists);
  }

  listen() {
    return new Promise((ready) => this.#server.listen(this.port, "127.0.0.1", ready));
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #serve(request, response) {
    const url = new URL(request.url, "http://localhost");
    try {
      if (url.pathname === "/token") await this.#exchange(request, response);
      else if (url.pathname === "/tokeninfo") this.#describeToken(response, url);
      else await this.#serveCaller(request, response, url);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      request.resume();
      answer(response, error.code, error.body);
    }
  }

  async #exchange(request, response) {
    const form = new URLSearchParams(await readText(request));
    try {
      answer(response, 200, this.accounts.exchange(form));
    } catch (error) {
      answer(response, error.code ?? 400, { error: "invalid_grant", error_description: error.message });
    }
  }

  #describeToken(response, url) {
    const email = this.accounts.emailOf(url.searchParams.get("access_token"));
    if (email === undefined) throw new Refusal(400, "Invalid Value");
    answer(response, 200, { email });
  }

  async #serveCaller(request, response, url) {
    const { method } = request;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const isOwner = token === this.ownerToken;
    const upload = url.searchParams.get("uploadType") === "multipart" ? await readBytes(request) : undefined;
    if (upload) nameFromParts(url, upload);
    if (!isOwner) this.#refuseUnlessAllowed(method, url, this.accounts.emailOf(token));
    const account = accountsPath.exec(url.pathname);
    const policy = policyPath.exec(url.pathname);
    if (url.pathname === "/emulator/delays") answer(response, 200, this.#setDelays(await readJson(request)));
    else if (account) answer(response, 200, await this.#serveAccounts(request, account));
    else if (policy && method === "GET") answer(response, 200, this.buckets.policy(policy[1]));
    else if (policy && method === "PUT")
      answer(response, 200, this.buckets.setPolicy(policy[1], await readJson(request)));
    else if (method === "GET" && listPath.test(url.pathname)) await this.#serveListing(response, url);
    else if (isBucketCall(method, url)) await this.#serveBucket(request, response, url);
    else this.#forward(request, response, upload);
  }

  #refuseUnlessAllowed(method, url, email) {
    if (email === undefined) throw new Refusal(401, "Invalid Credentials", "authError");
    const needs = needsOf(method, url);
    if (needs === undefined)
      throw new Refusal(403, `${email} does not have access to ${method} ${url.pathname}.`, "forbidden");
    for (const { permission, bucket, subject } of needs) {
      if (this.buckets.allows(email, permission, bucket, subject)) continue;
      const kind = subject.resource.type.split("/")[1].toLowerCase();
      throw new Refusal(
        403,
        `${email} does not have ${permission} access to the Google Cloud Storage ${kind}. ` +
          `Permission '${permission}' denied on resource (or it may not exist).`,
        "forbidden",
      );
    }
  }

  #setDelays({ key = 0, policy = 0 }) {
    this.accounts.keyDelay = key;
    this.buckets.policyDelay = policy;
    return {};
  }

  async #serveAccounts(request, [path, project, email, key]) {
    const { accounts } = this;
    const { method } = request;
    const body = ["POST", "PATCH"].includes(method) ? await readJson(request) : {};
    if (path.includes("/keys")) {
      if (method === "POST") return accounts.createKey(email);
      if (key === undefined) return accounts.listKeys(email);
      return method === "DELETE" ? accounts.deleteKey(email, key) : accounts.getKey(email, key);
    }
    if (method === "POST") return accounts.create(project, body.accountId, body.serviceAccount);
    if (method === "PATCH") return accounts.update(email, body.serviceAccount);
    return method === "DELETE" ? accounts.delete(email) : accounts.get(email);
  }

  /** Lets the emulator do it, and adds the settings that it does not keep. */
  async #serveBucket(request, response, url) {
    const { method } = request;
    const body = method === "GET" || method === "DELETE" ? undefined : await readJson(request);
    const upstream = await fetch(`http://127.0.0.1:${this.upstream}${url.pathname}${url.search}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const text = await upstream.text();
    const bucket = bucketPath.exec(url.pathname)?.[1] ?? body?.name;
    if (!upstream.ok) return response.writeHead(upstream.status, { "content-type": "application/json" }).end(text);
    if (method === "DELETE") {
      this.buckets.forget(bucket);
      return response.writeHead(204).end();
    }
    if (body) this.buckets.keepSettings(bucket, body);
    answer(response, 200, { ...JSON.parse(text), ...this.buckets.settings(bucket) });
  }

  /** The emulator has no pages: it cuts a listing off. */
  async #serveListing(response, url) {
    const { searchParams: query } = url;
    const start = Number(query.get("pageToken") ?? 0);
    const end = start + Math.min(Number(query.get("maxResults") ?? longestPage), longestPage);
    for (const name of ["pageToken", "maxResults"]) query.delete(name);
    const upstream = await fetch(`http://127.0.0.1:${this.upstream}${url.pathname}${url.search}`);
    const listing = await upstream.json();
    if (upstream.status === 404) throw new Refusal(404, "The specified bucket does not exist.", "notFound");
    if (!upstream.ok || !listing.items) return answer(response, upstream.status, listing);
    const next = end < listing.items.length && { nextPageToken: String(end) };
    answer(response, 200, { ...listing, items: listing.items.slice(start, end), ...next });
  }

  /** @param body What of the request was read already, if it was. */
  #forward(request, response, body) {
    const { method, url: path, headers } = request;
    const onward = open({ host: "127.0.0.1", port: this.upstream, method, path, headers }, (upstream) => {
      response.writeHead(upstream.statusCode, upstream.headers);
      upstream.pipe(response);
    });
    onward.on("error", () => response.destroy());
    if (body) onward.end(body);
    else request.pipe(onward);
  }
}

/** An upload in parts names its object in the first of them, as JSON, where another does in its URL. */
function nameFromParts({ searchParams }, body) {
  const [, metadata] = /\r?\n\r?\n(\{.*?\})\s*\r?\n--/s.exec(body.toString("latin1")) ?? [];
  const { name } = metadata ? JSON.parse(Buffer.from(metadata, "latin1").toString()) : {};
  if (name && !searchParams.has("name")) searchParams.set("name", name);
}

const isBucketCall = (method, { pathname }) =>
  bucketPath.test(pathname) || (method === "POST" && /^\/storage\/v1\/b\/?$/.test(pathname));
