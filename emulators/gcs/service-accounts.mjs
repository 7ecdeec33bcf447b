import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID, verify } from "node:crypto";
import { Refusal } from "./answer.mjs";

const mostKeys = 10;
const tokenSeconds = 3600;

/** What Google's Python library writes as the audience, whatever the key says. */
const googleTokenUrl = "https://oauth2.googleapis.com/token";
const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const storageScopes = ["cloud-platform", "devstorage.read_only", "devstorage.read_write", "devstorage.full_control"];

/** Service accounts with their keys, and the access tokens that are given for a key. */
export class ServiceAccounts {
  #accounts = new Map();
  #tokens = new Map();

  /** Seconds until a new key works. At Google it takes some, too. */
  keyDelay = 0;

  /** @param {string} tokenUrl Where a key is exchanged for a token. */
  constructor(tokenUrl) {
    this.tokenUrl = tokenUrl;
  }

  create(project, accountId, { displayName, description } = {}) {
    if (!/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/.test(accountId)) {
      throw new Refusal(400, `The account ID "${accountId}" does not have a length between 6 and 30.`);
    }
    const email = `${accountId}@${project}.iam.gserviceaccount.com`;
    if (this.#accounts.has(email)) {
      throw new Refusal(409, `Service account ${accountId} already exists within project projects/${project}.`);
    }
    const uniqueId = BigInt(`0x${randomBytes(8).toString("hex")}`).toString();
    const name = `projects/${project}/serviceAccounts/${email}`;
    const account = { name, projectId: project, uniqueId, email, displayName, description };
    this.#accounts.set(email, { account, keys: new Map() });
    return account;
  }

  exists = (email) => this.#accounts.has(email);

  get = (email) => this.#find(email).account;

  update(email, changes) {
    return Object.assign(this.#find(email).account, changes);
  }

  delete(email) {
    this.#find(email);
    this.#accounts.delete(email);
    return {};
  }

  createKey(email) {
    const { account, keys } = this.#find(email);
    if (keys.size >= mostKeys) throw new Refusal(400, "Maximum number of keys on account reached.");
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const id = randomBytes(20).toString("hex");
    const name = `${account.name}/keys/${id}`;
    keys.set(id, { name, publicKey, worksFrom: Date.now() + this.keyDelay * 1000 });
    const key = this.#credentials(account, id, privateKey);
    return { name, privateKeyData: Buffer.from(JSON.stringify(key, null, 2)).toString("base64") };
  }

  getKey(email, id) {
    const { name } = this.#findKey(email, id);
    return { name };
  }

  listKeys = (email) => ({ keys: [...this.#find(email).keys.values()].map(({ name }) => ({ name })) });

  deleteKey(email, id) {
    this.#findKey(email, id);
    this.#find(email).keys.delete(id);
    return {};
  }

  /** The token of an assertion that is signed with a key. It outlives the key, as Google's do. */
  exchange(form) {
    const assertion = form.get("assertion") ?? "";
    if (form.get("grant_type") !== grantType) throw new Refusal(400, "Invalid grant_type");
    const [head = "", claims = "", signature = ""] = assertion.split(".");
    const { kid } = decode(head);
    const { iss, aud, exp, scope = "" } = decode(claims);
    // Google's own libraries do not say which key it was.
    const keys = [...(this.#accounts.get(iss)?.keys ?? [])].filter(([id]) => kid === undefined || kid === id);
    const isSigned = keys.some(
      ([, key]) =>
        key.worksFrom <= Date.now() &&
        verify(
          "RSA-SHA256",
          Buffer.from(`${head}.${claims}`),
          createPublicKey(key.publicKey),
          Buffer.from(signature, "base64url"),
        ),
    );
    if (!isSigned) throw new Refusal(400, "Invalid JWT Signature.");
    if (aud !== this.tokenUrl && aud !== googleTokenUrl) throw new Refusal(400, "Invalid JWT: Failed audience check.");
    if (exp < Date.now() / 1000) throw new Refusal(400, "Invalid JWT: Token must be a short-lived token.");
    if (!scope.split(" ").some((url) => storageScopes.includes(url.split("/").at(-1)))) {
      throw new Refusal(400, "Invalid OAuth scope or ID token audience provided.");
    }
    const token = `ya29.${randomUUID()}`;
    this.#tokens.set(token, { email: iss, expires: Date.now() + tokenSeconds * 1000 });
    return { access_token: token, expires_in: tokenSeconds - 1, token_type: "Bearer" };
  }

  /** @returns {string | undefined} the account that a token was given to */
  emailOf(token) {
    const { email, expires = 0 } = this.#tokens.get(token) ?? {};
    return expires > Date.now() ? email : undefined;
  }

  #find(email) {
    const found = this.#accounts.get(email);
    if (!found) throw new Refusal(404, `Unknown service account: ${email}`, "notFound");
    return found;
  }

  #findKey(email, id) {
    const key = this.#find(email).keys.get(id);
    if (!key) throw new Refusal(404, `Service account key ${id} does not exist.`, "notFound");
    return key;
  }

  #credentials({ projectId, uniqueId, email }, id, privateKey) {
    return {
      type: "service_account",
      project_id: projectId,
      private_key_id: id,
      private_key: privateKey,
      client_email: email,
      client_id: uniqueId,
      auth_uri: new URL("/auth", this.tokenUrl).href,
      token_uri: this.tokenUrl,
      universe_domain: "googleapis.com",
    };
  }
}

function decode(part) {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    throw new Refusal(400, "Invalid JWT");
  }
}
