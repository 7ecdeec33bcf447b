import type { AxiosInstance, AxiosResponse, AxiosStatic } from "axios";
import type { ImageReference } from "./image-reference.js";

/** A user of a registry. */
export interface RegistryLogin {
  username: string;
  password: string;
}

/** What a registry knows of an image. */
export interface RegistryImage {
  /** Such as `sha256:…`. */
  digest: string;
  /** Such as `linux/amd64`. */
  platforms: string[];
}

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
   * @param name tag or digest
   * @returns `undefined` when the registry has no such image
   * @throws when the registry refuses or cannot be reached
   */
  async find(name: string): Promise<RegistryImage | undefined> {
    const response = await this.#get(`/manifests/${name}`, manifestTypes);
    if (response.status === 404) return undefined;
    const digest = response.headers["docker-content-digest"] ?? (name.startsWith("sha256:") ? name : undefined);
    if (digest === undefined)
      throw new Error(`${this.image.registry} tells no digest; write the image with its digest`);
    return { digest, platforms: await this.#platformsOf(response.data) };
  }

  async #platformsOf({ manifests, config }: Manifest): Promise<string[]> {
    if (manifests) {
      const known = manifests.map(({ platform }) => platform && `${platform.os}/${platform.architecture}`);
      return known.filter((platform) => platform !== undefined && !platform.startsWith("unknown")) as string[];
    }
    if (!config) return [];
    const { data } = await this.#get(`/blobs/${config.digest}`, "*/*");
    return data?.os && data.architecture ? [`${data.os}/${data.architecture}`] : [];
  }

  async #get(path: string, accept: string): Promise<AxiosResponse> {
    const first = await this.#send(path, accept);
    if (first.status !== 401 || this.#authorization !== undefined) return this.#checked(first);
    this.#authorization = await this.#authorize(String(first.headers["www-authenticate"] ?? ""));
    return this.#checked(await this.#send(path, accept));
  }

  async #send(path: string, accept: string): Promise<AxiosResponse> {
    const headers = { accept, ...(this.#authorization && { authorization: this.#authorization }) };
    try {
      return await this.#http.get(path, { headers });
    } catch (error) {
      throw new UnreachableError(`${this.image.registry} cannot be reached (${(error as { code?: string }).code})`);
    }
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

  /** Basic, or a token from the place that the registry names. */
  async #authorize(challenge: string): Promise<string> {
    const basic = this.login && Buffer.from(`${this.login.username}:${this.login.password}`).toString("base64");
    if (!/^bearer /i.test(challenge)) return basic ? `Basic ${basic}` : "";
    const named = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
    );
    const { data } = await this.#http.get(named.realm!, {
      baseURL: "",
      params: { service: named.service, scope: `repository:${this.image.repository}:pull` },
      headers: basic ? { authorization: `Basic ${basic}` } : {},
    });
    return `Bearer ${data?.token ?? data?.access_token ?? ""}`;
  }
}

/** The registry gave no answer at all. */
export class UnreachableError extends Error {}

/** As Docker does, a registry on this machine is called without TLS. */
export function registryUrl(registry: string): string {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  return /^(localhost|127\.0\.0\.1)(:|$)/.test(registry) ? `http://${registry}` : `https://${registry}`;
}
