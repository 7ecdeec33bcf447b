/** Azure's resource manager, at the address of the provider's config, with the identity of its config, else of the environment. */
class AzureApi {
  configure({ subscriptionId, metadataHost, location, clientSecret }) {
    Object.assign(this, {
      subscriptionId,
      metadataHost,
      location,
      secret: clientSecret ?? process.env.IDENTITY_HEADER,
    });
  }

  groupId = (name) => `/subscriptions/${this.subscriptionId}/resourceGroups/${name}`;

  /** @returns the answer; `undefined` when nothing is found */
  async call(method, id, body) {
    const { access_token: token } = await this.#token();
    const response = await fetch(this.metadataHost + id, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`Status=${response.status} Code="${answer.error.code}"`);
    return answer;
  }

  /** As the provider does, so that a program does not take what somebody else made. */
  async create(id, body) {
    if (await this.call("GET", id)) throw new Error(`cannot create already existing resource '${id}'`);
    return this.call("PUT", id, body);
  }

  /** Id of the identity, as its tokens have it. */
  async objectId() {
    const { access_token: token } = await this.#token();
    return JSON.parse(Buffer.from(token.split(".")[1], "base64url")).oid;
  }

  async #token() {
    const response = await fetch(`${process.env.IDENTITY_ENDPOINT}?resource=management`, {
      headers: { "x-identity-header": this.secret },
    });
    return response.json();
  }
}

module.exports = { AzureApi };
