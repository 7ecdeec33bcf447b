/** Google's REST APIs, at the addresses and with the token of the provider's config. */
class GoogleApi {
  configure({ project, accessToken, storageCustomEndpoint, iamCustomEndpoint }) {
    accessToken ??= process.env.GOOGLE_OAUTH_ACCESS_TOKEN;
    Object.assign(this, { project, accessToken, storage: storageCustomEndpoint, iam: iamCustomEndpoint });
  }

  /** @returns the answer; `undefined` when a GET or DELETE finds nothing */
  async #call(base, method, path, body) {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${this.accessToken}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status === 404 && !body) return undefined;
    if (response.ok) return text === "" ? {} : JSON.parse(text);
    throw new Error(`googleapi: Error ${response.status}: ${JSON.parse(text).error.message}`);
  }

  callStorage = (method, path, body) => this.#call(this.storage, method, path, body);
  callIam = (method, path, body) => this.#call(this.iam, method, path, body);

  /** Changes the bindings of a bucket, and again when somebody else was faster. */
  async changePolicy(bucket, change) {
    const path = `b/${bucket}/iam`;
    for (;;) {
      const policy = await this.callStorage("GET", `${path}?optionsRequestedPolicyVersion=3`);
      const bindings = change(policy.bindings ?? []);
      try {
        return await this.callStorage("PUT", path, { ...policy, version: 3, bindings });
      } catch (error) {
        if (!error.message.includes("pre-conditions")) throw error;
      }
    }
  }
}

module.exports = { GoogleApi };
