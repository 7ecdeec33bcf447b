import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { askManager } from "../../sdk/src/azure/resource-manager";
import { openGuarded } from "../../sdk/src/cloud/guarded-stores";
import "../../sdk/src/stores";

jest.mock("../../sdk/src/azure/resource-manager", () => ({
  ...jest.requireActual("../../sdk/src/azure/resource-manager"),
  askManager: jest.fn(),
}));
jest.mock("../../sdk/src/azure/stack-identity", () => ({
  ...jest.requireActual("../../sdk/src/azure/stack-identity"),
  stackIdentity: () => ({
    getToken: async () => ({ token: "of-the-stack", expiresOnTimestamp: Date.now() + 3_600_000 }),
  }),
}));

interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  authorization: string;
}
interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: object | string;
}

/** A cloud that answers as a test says. */
let answer: (request: Request) => Answer;
let server: Server;
let url: string;
let host: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (data) => {
      body += data;
    });
    request.on("end", () => {
      const { pathname: path, searchParams: query } = new URL(request.url!, url);
      const { method = "", headers } = request;
      const given = answer({ method, path, query, body, authorization: headers.authorization ?? "" });
      const text = typeof given.body === "string" ? given.body : JSON.stringify(given.body);
      const type = text.startsWith("<") ? "application/xml" : "application/json";
      response.writeHead(given.status ?? 200, { "content-type": type, ...given.headers }).end(text);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url = `http://${host}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const open = async (
  kind: Parameters<typeof openGuarded>[0],
  location: Record<string, string | boolean>,
  config: Record<string, string> = {},
  credentials?: Record<string, string>,
) => openGuarded(kind)(location, { get: (key) => config[key] }, credentials);

async function contentsOf(...args: Parameters<typeof open>): Promise<string[]> {
  const found: string[] = [];
  for await (const name of (await open(...args)).contents()) found.push(name);
  return found;
}

describe("a repository of ECR", () => {
  const keys = { "aws:accessKey": "AKIA", "aws:secretKey": "hush" };
  const config = () => ({ ...keys, "aws:endpoints": JSON.stringify([{ ecr: url }]) });
  const location = { repository: "flows", region: "us-east-1" };

  test("holds its images by their tags, and those without one by their digest, on every page", async () => {
    answer = ({ body }) => {
      const { nextToken, repositoryName } = JSON.parse(body);
      expect(repositoryName).toBe("flows");
      return nextToken
        ? { body: { imageDetails: [{ imageDigest: "sha256:02" }] } }
        : { body: { imageDetails: [{ imageTags: ["1", "latest"], imageDigest: "sha256:01" }], nextToken: "more" } };
    };
    expect(await contentsOf("ecr", location, config())).toEqual(["flows:1", "flows:latest", "flows@sha256:02"]);
    expect((await open("ecr", location, config())).address).toBe("repository flows");
  });

  test("that is gone holds nothing, and one that may not be looked into is told", async () => {
    answer = () => ({ status: 400, body: { __type: "RepositoryNotFoundException", message: "no" } });
    expect(await contentsOf("ecr", location, config())).toEqual([]);
    answer = () => ({ status: 400, body: { __type: "AccessDeniedException", message: "not you" } });
    await expect(contentsOf("ecr", location, config())).rejects.toThrow("not you");
  });
});

describe("a repository of Artifact Registry", () => {
  const location = { project: "p", place: "europe", repository: "flows" };
  const path = "/v1/projects/p/locations/europe/repositories/flows/dockerImages";
  const config = () => ({ "gcp:artifactRegistryCustomEndpoint": `${url}/v1`, "gcp:accessToken": "of-the-stack" });

  test("holds its images by their tags, and those without one by their digest, on every page", async () => {
    answer = (request) => {
      expect(request).toMatchObject({ path, authorization: "Bearer of-the-stack" });
      const uri = "europe-docker.pkg.dev/p/flows/etl@sha256:0";
      return request.query.get("pageToken") === "more"
        ? { body: { dockerImages: [{ uri: `${uri}2` }] } }
        : { body: { dockerImages: [{ uri: `${uri}1`, tags: ["1", "2"] }], nextPageToken: "more" } };
    };
    expect(await contentsOf("artifactRegistry", location, config())).toEqual(["etl:1", "etl:2", "etl@sha256:02"]);
  });

  test("that is gone or empty holds nothing, and one that may not be looked into is told", async () => {
    answer = () => ({ body: {} });
    expect(await contentsOf("artifactRegistry", location, config())).toEqual([]);
    answer = () => ({ status: 404, body: {} });
    expect(await contentsOf("artifactRegistry", location, config())).toEqual([]);
    answer = () => ({ status: 403, body: {} });
    await expect(contentsOf("artifactRegistry", location, config())).rejects.toThrow("Artifact Registry answers 403");
  });
});

describe("a registry of Azure", () => {
  const basic = `Basic ${Buffer.from("00000000-0000-0000-0000-000000000000:of-the-registry").toString("base64")}`;
  const exchanged = ({ body, path }: Request): Answer | undefined =>
    path === "/oauth2/exchange" && new URLSearchParams(body).get("access_token") === "of-the-stack"
      ? { body: { refresh_token: "of-the-registry" } }
      : undefined;

  test("holds every tag of every image, on every page", async () => {
    answer = (request) => {
      const { path, query, authorization } = request;
      if (path !== "/oauth2/exchange") expect(authorization).toBe(basic);
      if (path === "/v2/_catalog" && !query.has("last")) {
        return { headers: { link: '</v2/_catalog?last=etl&n=1>; rel="next"' }, body: { repositories: ["etl"] } };
      }
      if (path === "/v2/_catalog") return { body: { repositories: ["models", "empty"] } };
      if (path === "/v2/etl/tags/list") return { body: { tags: ["1", "2"] } };
      if (path === "/v2/models/tags/list") return { body: { tags: ["latest"] } };
      return exchanged(request) ?? { status: 404, body: {} };
    };
    expect(await contentsOf("acr", { registry: host })).toEqual(["etl:1", "etl:2", "models:latest"]);
  });

  test("that wants a token of another place gets one there, as Docker does", async () => {
    answer = (request) => {
      const { path, query, authorization } = request;
      if (path === "/token") {
        expect([authorization, query.get("service"), query.get("scope")]).toEqual([basic, "registry", "catalog"]);
        return { body: { access_token: "for-the-list" } };
      }
      if (path !== "/v2/_catalog") return exchanged(request)!;
      if (authorization === "Bearer for-the-list") return { body: { repositories: [] } };
      const challenge = `Bearer realm="${url}/token",service="registry",scope="catalog"`;
      return { status: 401, headers: { "www-authenticate": challenge }, body: {} };
    };
    expect(await contentsOf("acr", { registry: host })).toEqual([]);
  });

  test("that refuses the stack, or its list, is told", async () => {
    answer = () => ({ status: 401, body: {} });
    await expect(contentsOf("acr", { registry: host })).rejects.toThrow(
      `${host} answers 401 to the stack's credentials; give them the role AcrPush on the registry`,
    );
    answer = (request) => exchanged(request) ?? { status: 403, body: {} };
    await expect(contentsOf("acr", { registry: host })).rejects.toThrow(
      `${host} answers 403 when it is asked for _catalog`,
    );
  });
});

describe("a storage account of Azure", () => {
  const accountId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/flows";
  const location = () => ({ account: "flows", container: "ours", accountId, endpoint: url });
  const blobs = (...names: string[]) =>
    `<?xml version="1.0"?><EnumerationResults><Blobs>${names.map((name) => `<Blob><Name>${name}</Name><Properties><Etag>e</Etag></Properties></Blob>`).join("")}</Blobs><NextMarker/></EnumerationResults>`;
  const containers = (...names: string[]) =>
    `<?xml version="1.0"?><EnumerationResults><Containers>${names.map((Name) => `<Container><Name>${Name}</Name><Properties/></Container>`).join("")}</Containers><NextMarker/></EnumerationResults>`;
  const key = { accountKey: Buffer.from("hush").toString("base64") };

  test("holds what is in our container and every other container, as the key shows them", async () => {
    answer = ({ path }) => ({ body: path === "/" ? containers("ours", "theirs") : blobs("a.py", "b.py") });
    expect(await contentsOf("azureAccount", location(), {}, key)).toEqual(["theirs/", "ours/a.py", "ours/b.py"]);
    expect(askManager).not.toHaveBeenCalled();
  });

  test("is asked for at the resource manager, page by page, where the key is refused", async () => {
    jest
      .mocked(askManager)
      .mockResolvedValueOnce({ value: [{ name: "ours" }], nextLink: "https://manager/next" })
      .mockResolvedValueOnce({ value: [{ name: "theirs" }] });
    answer = ({ path }) => (path === "/" ? { status: 403, body: "<Error/>" } : { body: blobs("a.py") });
    expect(await contentsOf("azureAccount", location(), {}, key)).toEqual(["theirs/", "ours/a.py"]);
    expect(jest.mocked(askManager).mock.calls.map(([, method, path]) => [method, path])).toEqual([
      ["GET", `${accountId}/blobServices/default/containers`],
      ["GET", "https://manager/next"],
    ]);
  });

  test("that is gone, or has lost our container, holds nothing of ours", async () => {
    jest.mocked(askManager).mockResolvedValueOnce(undefined);
    answer = () => ({ status: 500, body: "<Error/>" });
    expect(await contentsOf("azureAccount", location())).toEqual([]);
    jest.mocked(askManager).mockResolvedValueOnce({ value: [{ name: "theirs" }] });
    expect(await contentsOf("azureAccount", location())).toEqual(["theirs/"]);
  });
});

describe("a bucket", () => {
  const listed = (...keys: string[]) =>
    `<ListBucketResult><IsTruncated>false</IsTruncated>${keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join("")}</ListBucketResult>`;
  const location = () => ({ bucket: "flows", endpoint: url, pathStyle: true });
  const credentials = { accessKeyId: "AKIA", secretAccessKey: "hush" };
  const failing = (status: number, code: string): Answer => ({
    status,
    body: `<Error><Code>${code}</Code><Message>no</Message></Error>`,
  });

  test("holds its objects, and nothing when it is gone; one that may not be looked into is told", async () => {
    answer = () => ({ body: listed("a.py", "b/c.py") });
    expect(await contentsOf("s3Bucket", location(), {}, credentials)).toEqual(["a.py", "b/c.py"]);
    expect(await open("s3Bucket", location(), {}, credentials)).toMatchObject({
      address: "bucket s3://flows",
      noun: "object",
    });
    answer = () => failing(404, "NoSuchBucket");
    expect(await contentsOf("s3Bucket", location(), {}, credentials)).toEqual([]);
    answer = () => failing(403, "AccessDenied");
    await expect(contentsOf("s3Bucket", location(), {}, credentials)).rejects.toThrow("access denied");
  });

  test("is not gone because something else than its cloud answers so", async () => {
    answer = () => ({ status: 404, body: "<html>not found</html>" });
    await expect(contentsOf("s3Bucket", location(), {}, credentials)).rejects.toThrow("s3://flows/");
    const config = { "gcp:accessToken": "of-the-stack", "gcp:storageCustomEndpoint": `${url}/storage/v1/` };
    await expect(contentsOf("gcsBucket", { bucket: "flows" }, config)).rejects.toThrow("gs://flows/");
  });

  test("of Google holds nothing when Google says that it is gone", async () => {
    const config = { "gcp:accessToken": "of-the-stack", "gcp:storageCustomEndpoint": `${url}/storage/v1/` };
    const error = { code: 404, message: "no", errors: [{ reason: "notFound", message: "no" }] };
    answer = () => ({ status: 404, body: { error } });
    expect(await contentsOf("gcsBucket", { bucket: "flows" }, config)).toEqual([]);
    answer = () => ({ body: { items: [{ name: "a.py" }] } });
    expect(await contentsOf("gcsBucket", { bucket: "flows" }, config)).toEqual(["a.py"]);
    expect((await open("gcsBucket", { bucket: "flows" }, config)).address).toBe("bucket gs://flows");
  });

  test("of Azure, a container, holds nothing when Azure says that it is gone", async () => {
    const key = { accountKey: Buffer.from("hush").toString("base64") };
    const place = { account: "flows", container: "ours", endpoint: url };
    answer = () => ({
      status: 404,
      headers: { "x-ms-error-code": "ContainerNotFound" },
      body: "<Error><Code>ContainerNotFound</Code></Error>",
    });
    expect(await contentsOf("azureContainer", place, {}, key)).toEqual([]);
    expect((await open("azureContainer", place, {}, key)).address).toBe("container flows/ours");
    answer = () => ({ status: 404, body: "<html>not found</html>" });
    await expect(contentsOf("azureContainer", place, {}, key)).rejects.toThrow("flows/ours");
  });
});
