import { definitions } from "../../sdk/src/provider";

test.each<[string, object, string]>([
  ["Variable", { name: "size" }, "size"],
  ["Variable", {}, ""],
  ["WorkQueue", { workPool: "etl", name: "urgent" }, "etl/urgent"],
  ["Block", { typeSlug: "secret", name: "token" }, "secret/token"],
  ["Block", {}, "/"],
  ["BlockType", { name: "Thing", slug: "thing" }, "thing"],
  ["BlockType", {}, ""],
  ["BlockSchema", { blockType: "thing", version: "2" }, "thing 2"],
  ["BlockSchema", { blockType: "thing" }, "thing non-versioned"],
  ["BlockSchema", {}, " non-versioned"],
  ["TagConcurrencyLimit", { tag: "database" }, "database"],
  ["TagConcurrencyLimit", {}, ""],
  ["FlowRunNotificationPolicy", {}, "every state"],
  ["FlowRunNotificationPolicy", { stateNames: [], tags: [] }, "every state"],
  ["FlowRunNotificationPolicy", { stateNames: ["Failed", "Crashed"] }, "Failed, Crashed"],
  ["FlowRunNotificationPolicy", { stateNames: ["Failed"], tags: ["a", "b"] }, "Failed of a, b"],
])("%s with %j is called %j", (kind, inputs, label) => {
  expect(definitions.get(kind)!.label(inputs)).toBe(label);
});
