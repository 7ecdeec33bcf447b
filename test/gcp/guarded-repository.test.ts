import { openGuardedRepository } from "../../sdk/src/gcp/guarded-repository";

afterEach(() => jest.restoreAllMocks());

const location = { project: "p", place: "europe", repository: "flows" };
const path = "projects/p/locations/europe/repositories/flows";

/** What is asked, and what the repository holds. */
async function contentsOf(settings: Record<string, string>, ...pages: object[]) {
  const get = jest.spyOn(require("axios").default, "get");
  for (const data of pages) get.mockResolvedValueOnce({ status: 200, data });
  const config = { get: (key: string) => ({ "gcp:accessToken": "t", ...settings })[key] };
  const repository = await openGuardedRepository(location, config, undefined);
  const found: string[] = [];
  for await (const name of repository.contents()) found.push(name);
  return { found, repository, asked: get.mock.calls as [string, any][] };
}

test("a repository is asked for at Google, page by page, as the stack", async () => {
  const uri = "europe-docker.pkg.dev/p/flows/etl@sha256:0";
  const { found, repository, asked } = await contentsOf(
    {},
    {
      dockerImages: [
        { uri: `${uri}1`, tags: ["1"] },
        { uri: `${uri}2`, tags: [] },
      ],
      nextPageToken: "more",
    },
    { nextPageToken: "" },
  );
  expect(found).toEqual(["etl:1", "etl@sha256:02"]);
  expect(repository).toMatchObject({ address: `repository ${path}`, noun: "image" });
  const settings = { headers: { authorization: "Bearer t" }, timeout: 30_000 };
  expect(asked).toEqual([
    [
      `https://artifactregistry.googleapis.com/v1/${path}/dockerImages`,
      expect.objectContaining({ ...settings, params: { pageToken: undefined } }),
    ],
    [
      `https://artifactregistry.googleapis.com/v1/${path}/dockerImages`,
      expect.objectContaining({ ...settings, params: { pageToken: "more" } }),
    ],
  ]);
  expect(asked[0]![1].validateStatus(500)).toBe(true);
});

test.each(["https://registry.example.com/v1", "https://registry.example.com/v1/"])("or at %s", async (endpoint) => {
  const { asked } = await contentsOf({ "gcp:artifactRegistryCustomEndpoint": endpoint }, {});
  expect(asked[0]![0]).toBe(`https://registry.example.com/v1/${path}/dockerImages`);
});
