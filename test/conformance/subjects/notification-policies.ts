import { raw, unique } from "../../support/raw-api";
import type { Subject } from "../subject";

async function makeBlock(): Promise<string> {
  const type = await raw("GET", "/block_types/slug/slack-webhook");
  const [schema] = await raw("POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type.id] } },
  });
  const document = await raw("POST", "/block_documents/", {
    name: unique("slack"),
    data: { url: "https://hooks.example.com" },
    block_type_id: type.id,
    block_schema_id: schema.id,
  });
  return document.id;
}

export const notificationPolicySubjects: Subject[] = [
  {
    kind: "FlowRunNotificationPolicy",
    needs: { before: "3.4.0" },
    inputs: async () => ({
      block: await makeBlock(),
      stateNames: ["Failed", "Crashed"],
      tags: ["audit"],
      message: "{flow_run_name} failed",
      active: false,
    }),
    changes: { stateNames: ["Late"], tags: ["marketing", "sales"], message: "{flow_name} failed", active: true },
    clearable: ["stateNames", "tags", "message", "active"],
    drift: {
      property: "message",
      make: (id) => raw("PATCH", `/flow_run_notification_policies/${id}`, { message_template: "by hand" }),
    },
    remove: (id) => raw("DELETE", `/flow_run_notification_policies/${id}`),
    occupy: ({ block, stateNames, tags }) =>
      raw("POST", "/flow_run_notification_policies/", {
        block_document_id: block,
        state_names: stateNames,
        tags,
        message_template: "theirs",
      }),
  },
];
