import type { OpenGuarded } from "../cloud/guarded-stores.js";
import { stackToken } from "./gcs-client.js";

const defaultEndpoint = "https://artifactregistry.googleapis.com/v1/";
const timeoutSeconds = 30;

interface Page {
  dockerImages?: { uri: string; tags?: string[] }[];
  nextPageToken?: string;
}

/** @param location `{ project, place, repository }` of one in Artifact Registry */
export const openGuardedRepository: OpenGuarded = async ({ project, place, repository }, config) => {
  const { default: axios } = await import("axios");
  const endpoint = config.get("gcp:artifactRegistryCustomEndpoint") ?? defaultEndpoint;
  const path = `projects/${project}/locations/${place}/repositories/${repository}`;
  return {
    address: `repository ${path}`,
    noun: "image",
    async *contents() {
      const headers = { authorization: `Bearer ${await stackToken(config)}` };
      let pageToken: string | undefined;
      do {
        const { status, data } = await axios.get<Page>(`${endpoint.replace(/\/?$/, "/")}${path}/dockerImages`, {
          headers,
          params: { pageToken },
          timeout: timeoutSeconds * 1000,
          validateStatus: () => true,
        });
        if (status === 404) return;
        if (status !== 200) throw new Error(`Artifact Registry answers ${status}`);
        for (const { uri, tags = [] } of data.dockerImages ?? []) {
          const [name = "", digest] = uri.split("/").at(-1)!.split("@");
          if (tags.length === 0) yield `${name}@${digest}`;
          for (const tag of tags) yield `${name}:${tag}`;
        }
        pageToken = data.nextPageToken;
      } while (pageToken);
    },
  };
};
