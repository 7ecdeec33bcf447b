import { makeDocument, removeDocument, replaceData } from "../../support/block-documents";
import { raw, unique } from "../../support/raw-api";
import type { Subject } from "../subject";

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
    deletesFirst: true,
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
    notOfServer: ["fields"],
    remove: (id) => raw("DELETE", `/block_schemas/${id}`),
  },
  {
    kind: "Block",
    inputs: async () => ({
      typeSlug: "slack-webhook",
      name: unique("block"),
      data: { url: "https://hooks.invalid/one", notify_type: "info" },
    }),
    changes: { data: { url: "https://hooks.invalid/two" } },
    clearable: [],
    replacement: ["name", () => unique("block")],
    drift: { property: "data", make: (id) => replaceData(id, { url: "https://hooks.invalid/by-hand" }) },
    remove: removeDocument,
    occupy: ({ name }) => makeDocument("slack-webhook", name, { url: "https://hooks.invalid/theirs" }),
    secrets: ["data"],
  },
];
