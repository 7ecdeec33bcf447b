import type { AxiosInstance, AxiosRequestConfig, AxiosResponse, AxiosStatic } from "axios";
import type { ImageReference } from "./image-reference.js";
import { authorizationFor, type RegistryLogin, type TokenRequest } from "./registry-authorization.js";

interface Manifest {
  config?: { digest: string };
  manifests?: { platform?: { os: string; architecture: string } }[];
}

const timeoutSeconds = 30;

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Reads from one repository of a registry, with its HTTP API (OCI distribution). */
export class RegistryClient {
  readonly #http: AxiosInstance;
  #authorization: string | undefined;

  constructor(
    private readonly image: ImageReference,
    private readonly login: RegistryLogin | undefined,
  ) {
    const axios = (require("axios") as { default: AxiosStatic }).default;
    this.#http = axios.create({
      baseURL: `${registryUrl(image.registry)}/v2/${image.repository}`,
      timeout: timeoutSeconds * 1000,
      validateStatus: () => true,
    });
  }

  /**
   * The digest of an image, by HEAD: registries count a GET as a pull.
   *
   * @param name tag or digest
   * @returns `undefined` when the registry has no such image
   * @throws when the registry refuses, or NoAnswerError
   */
  async digestOf(name: string): Promise<string | undefined> {
    const response = await this.#call("HEAD", `/manifests/${name}`, manifestTypes);
    if (response.status === 404) return undefined;
    const digest = response.headers["docker-content-digest"] ?? (name.startsWith("sha256:") ? name : undefined);
    if (digest === undefined)
      throw new Error(`${this.image.registry} tells no digest; write the image with its digest`);
    return digest;
  }

  /**
   * What an image can run on, such as `linux/amd64`; none when it does not say.
   *
   * @throws when the registry refuses, or NoAnswerError
   */
  async platformsOf(digest: string): Promise<string[]> {
    const { data } = await this.#call("GET", `/manifests/${digest}`, manifestTypes);
    const { manifests, config } = data as Manifest;
    if (manifests) {
      const known = manifests.map(({ platform }) => platform && `${platform.os}/${platform.architecture}`);
      return known.filter((platform) => platform !== undefined && !platform.startsWith("unknown")) as string[];
    }
    if (!config) return [];
    const { data: settings } = await this.#call("GET", `/blobs/${config.digest}`, "*/*");
    return settings?.os && settings.architecture ? [`${settings.os}/${settings.architecture}`] : [];
  }

  async #call(method: "GET" | "HEAD", url: string, accept: string): Promise<AxiosResponse> {
    const send = () => {
      const headers = { accept, ...(this.#authorization && { authorization: this.#authorization }) };
      return this.#answerTo(this.image.registry, { method, url, headers });
    };
    const first = await send();
    if (first.status !== 401 || this.#authorization !== undefined) return this.#checked(first);
    this.#authorization = await this.#authorize(String(first.headers["www-authenticate"] ?? ""));
    return this.#checked(await send());
  }

  /** @throws NoAnswerError also for what says that the host cannot answer now */
  async #answerTo(host: string, request: AxiosRequestConfig): Promise<AxiosResponse> {
    const response = await this.#http.request(request).catch((error: { code?: string }) => {
      throw new NoAnswerError(`${host} cannot be reached (${error.code})`);
    });
    if (response.status === 429 || response.status >= 500) {
      throw new NoAnswerError(`${host} answered ${response.status}`);
    }
    return response;
  }

  #checked(response: AxiosResponse): AxiosResponse {
    const { registry, repository } = this.image;
    if (response.status === 401 || response.status === 403) {
      throw new Error(
        this.login
          ? `${registry} refuses "${this.login.username}" the pull of ${repository}; give a user who may`
          : `${registry} wants a user for ${repository}; give \`registry\` with \`username\` and \`password\``,
      );
    }
    if (response.status >= 300 && response.status !== 404) throw new Error(`${registry} answered ${response.status}`);
    return response;
  }

  #authorize(challenge: string): Promise<string> {
    const ask = (request: TokenRequest) => this.#answerTo(new URL(request.url).host, { baseURL: "", ...request });
    const scope = `repository:${this.image.repository}:pull`;
    return authorizationFor(this.image.registry, challenge, { login: this.login, ask, scope });
  }
}

/** The registry cannot be reached, or says that it cannot answer now. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** As Docker does, a registry on this machine is called without TLS. */
export function registryUrl(registry: string): string {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  return /^(localhost|127\.0\.0\.1)(:|$)/.test(registry) ? `http://${registry}` : `https://${registry}`;
}
