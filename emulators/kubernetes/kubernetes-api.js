const { Agent, request } = require("node:https");

/** The API server of a cluster, as whoever has a token. */
class KubernetesApi {
  #agent;
  #headers;

  /**
   * @param {string} server URL of the API server.
   * @param {string} certificate That it shows, as PEM.
   * @param {string} token
   */
  constructor(server, certificate, token) {
    this.server = server;
    this.#agent = new Agent({ keepAlive: true, ca: certificate });
    this.#headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  }

  /** @param {{ clusters: { cluster: object }[], users: { user: { token: string } }[] }} kubeconfig with one of each */
  static of({ clusters: [{ cluster }], users: [{ user }] }) {
    const certificate = Buffer.from(cluster["certificate-authority-data"], "base64").toString();
    return new KubernetesApi(cluster.server, certificate, user.token);
  }

  /**
   * @param {string} [type] Content type of the body.
   * @returns {Promise<{ status: number, body: any }>}
   */
  send(method, path, body, type = "application/json") {
    return new Promise((resolve, reject) => {
      const content = body && Buffer.from(JSON.stringify(body));
      const headers = { ...this.#headers, ...(content && { "content-type": type, "content-length": content.length }) };
      const sent = request(this.server + path, { method, agent: this.#agent, headers }, async (answer) => {
        try {
          const text = await answer.setEncoding("utf8").reduce((all, chunk) => all + chunk, "");
          const isJson = answer.headers["content-type"]?.startsWith("application/json");
          resolve({ status: answer.statusCode, body: isJson ? JSON.parse(text) : text });
        } catch (error) {
          reject(error);
        }
      });
      sent.on("error", reject).end(content);
    });
  }

  /** @returns what it answers; `undefined` where there is nothing */
  async call(method, path, body, type) {
    const { status, body: answer } = await this.send(method, path, body, type);
    if (status === 404) return undefined;
    if (status < 300) return answer;
    throw Object.assign(new Error(answer.message ?? String(answer)), { status });
  }
}

module.exports = { KubernetesApi };
