import { raw, unique } from "../../support/raw-api";
import type { Subject } from "../subject";

/** Makes a document of a block type as a person would. */
async function makeDocument(slug: string, name: string, data: object): Promise<void> {
  const { id } = await raw("GET", `/block_types/slug/${slug}`);
  const [schema] = await raw("POST", "/block_schemas/filter", { block_schemas: { block_type_id: { any_: [id] } } });
  await raw("POST", "/block_documents/", { name, data, block_type_id: id, block_schema_id: schema.id });
}

const replaceData = (id: string, data: object) =>
  raw("PATCH", `/block_documents/${id}`, { data, merge_existing_data: false });

const removeDocument = (id: string) => raw("DELETE", `/block_documents/${id}`);

const makeBlockType = async () => {
  const slug = unique("type");
  await raw("POST", "/block_types/", { name: slug, slug });
  return slug;
};

export const blockSubjects: Subject[] = [
  {
    kind: "BlockType",
    inputs: async () => {
      const slug = unique("type");
      return { name: slug, slug, description: "first", logoUrl: "https://logo.invalid/a.png", codeExample: "a" };
    },
    changes: { description: "second", logoUrl: "https://logo.invalid/b.png", codeExample: "b" },
    clearable: ["description", "logoUrl", "codeExample"],
    replacement: ["slug", () => unique("type")],
    drift: {
      property: "description",
      make: (id) => raw("PATCH", `/block_types/${id}`, { description: "by hand" }),
    },
    remove: (id) => raw("DELETE", `/block_types/${id}`),
    occupy: ({ name, slug }) => raw("POST", "/block_types/", { name, slug, description: "theirs" }),
  },
  {
    kind: "BlockSchema",
    inputs: async () => ({
      blockType: await makeBlockType(),
      fields: { title: "Thing", type: "object", properties: { size: { type: "integer" } } },
      version: "1",
      capabilities: ["reads"],
    }),
    changes: {},
    clearable: [],
    replacement: ["version", () => "2"],
    remove: (id) => raw("DELETE", `/block_schemas/${id}`),
  },
  {
    kind: "Block",
    inputs: async () => ({
      typeSlug: "slack-webhook",
      name: unique("block"),
      data: { url: "https://hooks.invalid/one", notify_type: "prefect_default" },
    }),
    changes: { data: { url: "https://hooks.invalid/two" } },
    clearable: [],
    replacement: ["name", () => unique("block")],
    drift: { property: "data", make: (id) => replaceData(id, { url: "https://hooks.invalid/by-hand" }) },
    remove: removeDocument,
    occupy: ({ name }) => makeDocument("slack-webhook", name, { url: "https://hooks.invalid/theirs" }),
    secrets: ["data"],
  },
  {
    kind: "Secret",
    inputs: async () => ({ name: unique("secret"), value: "hush-hush" }),
    changes: { value: { user: "a", password: "very-hushed" } },
    clearable: [],
    replacement: ["name", () => unique("secret")],
    drift: { property: "value", make: (id) => replaceData(id, { value: "by hand" }) },
    remove: removeDocument,
    occupy: ({ name }) => makeDocument("secret", name, { value: "theirs" }),
    secrets: ["value"],
  },
  {
    kind: "GitHubCredentials",
    inputs: async () => ({ name: unique("github"), token: "ghp_hush" }),
    changes: { token: "ghp_hushed" },
    clearable: [],
    replacement: ["name", () => unique("github")],
    drift: { property: "token", make: (id) => replaceData(id, { token: "by hand" }) },
    remove: removeDocument,
    occupy: ({ name }) => makeDocument("github-credentials", name, { token: "theirs" }),
    secrets: ["token"],
  },
  {
    kind: "GitLabCredentials",
    inputs: async () => ({ name: unique("gitlab"), token: "glpat-hush", url: "https://gitlab.invalid" }),
    changes: { token: "glpat-hushed", url: "https://other.invalid" },
    clearable: ["url"],
    replacement: ["name", () => unique("gitlab")],
    drift: {
      property: "url",
      make: (id) => replaceData(id, { token: "glpat-hush", url: "https://by-hand.invalid" }),
    },
    remove: removeDocument,
    occupy: ({ name }) => makeDocument("gitlab-credentials", name, { token: "theirs" }),
    secrets: ["token"],
  },
  {
    kind: "BitbucketCredentials",
    inputs: async () => ({
      name: unique("bitbucket"),
      username: "someone",
      password: "hush-hush",
      url: "https://bitbucket.invalid/",
    }),
    changes: { username: "another", password: "very-hushed", url: "https://other.invalid/" },
    clearable: ["url"],
    replacement: ["name", () => unique("bitbucket")],
    drift: {
      property: "username",
      make: (id) => replaceData(id, { username: "by-hand", password: "hush-hush", url: "https://bitbucket.invalid/" }),
    },
    remove: removeDocument,
    occupy: ({ name }) => makeDocument("bitbucket-credentials", name, { token: "theirs" }),
    secrets: ["password", "token"],
  },
];
