import { typedBlocks } from "../../sdk/src/blocks/typed-block";
import type { Field } from "../../sdk/src/engine/field";
import { wirePath } from "../../sdk/src/engine/field-table";
import { definitions } from "../../sdk/src/provider";
import { scheduleNeeds } from "../../sdk/src/resources/schedule";
import { serverUrl } from "../support/raw-api";
import { serverTakes } from "../support/server-version";

interface Schema {
  type?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  enum?: string[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
}

interface Counterpart {
  create: string;
  /** Or why an update is nothing that can be compared. */
  update: string | { none: string };
  /** What the server takes and no field is sent as, each with the reason. */
  excluded?: Record<string, string>;
  /** The same of newer servers. */
  excludedNewer?: Record<string, string>;
  /** Bounds that the server keeps and does not tell. */
  untold?: Record<string, number>;
}

/** The server's own name for what each kind sends. */
const counterparts: Record<string, Counterpart> = {
  Automation: {
    create: "AutomationCreate",
    update: "AutomationUpdate",
    excluded: { owner_resource: "is for automations that deployments make of their triggers" },
  },
  Block: {
    create: "BlockDocumentCreate",
    update: { none: "a document is written whole by block-document.ts, without its name" },
    excluded: {
      block_schema_id: "from `schemaId`, or the newest",
      block_type_id: "from `typeSlug`",
      is_anonymous: "an anonymous block has no name, so no program could find it again",
    },
  },
  BlockSchema: {
    create: "BlockSchemaCreate",
    update: { none: "a schema never changes" },
    excluded: { block_type_id: "from `blockType`" },
  },
  BlockType: { create: "BlockTypeCreate", update: "BlockTypeUpdate" },
  Deployment: {
    create: "DeploymentCreate",
    update: { none: "a POST changes what a PATCH does not take" },
    excluded: {
      flow_id: "from `flow`",
      concurrency_options: "sent by deployment-request.ts, where the server knows it",
      infrastructure_document_id: "a legacy infrastructure block, which work pools replace",
    },
    excludedNewer: {
      labels: "a PATCH takes none, so that a change would replace the deployment; those that are there stay",
      version_info: "thrown away by the open server: only Prefect Cloud keeps versions",
    },
  },
  DeploymentSchedule: {
    create: "DeploymentScheduleCreate",
    update: "DeploymentScheduleUpdate",
    excludedNewer: {
      slug: "no input yet: what others have set stays",
      parameters: "no input yet: what others have set stays",
      replaces: "renames the schedule of a slug, which is no input yet",
    },
  },
  Flow: {
    create: "FlowCreate",
    update: "FlowUpdate",
    excludedNewer: { labels: "a PATCH takes none; those that are there stay" },
  },
  FlowRunNotificationPolicy: {
    create: "FlowRunNotificationPolicyCreate",
    update: "FlowRunNotificationPolicyUpdate",
  },
  GlobalConcurrencyLimit: {
    create: "ConcurrencyLimitV2Create",
    update: "ConcurrencyLimitV2Update",
    excluded: {
      active_slots: "slots in use, which runs change",
      denied_slots: "slots in use, which runs change",
    },
  },
  TagConcurrencyLimit: {
    create: "ConcurrencyLimitCreate",
    update: { none: "a POST changes it" },
    untold: { concurrency_limit: 0 },
  },
  Variable: { create: "VariableCreate", update: "VariableUpdate" },
  WorkPool: {
    create: "WorkPoolCreate",
    update: "WorkPoolUpdate",
    excluded: { base_job_template: "from `baseJobTemplate`, `jobDefaults` and the server's template of the type" },
    excludedNewer: { storage_configuration: "no input yet: what others have set stays" },
  },
  WorkQueue: {
    create: "WorkQueueCreate",
    update: "WorkQueueUpdate",
    excluded: {
      name: "a change of it replaces the queue",
      filter: "deprecated: selects runs by deployment for queues without a pool",
      last_polled: "written by workers",
    },
  },
};

let schemas: Record<string, Schema>;
beforeAll(async () => {
  const answer = await fetch(new URL("/openapi.json", serverUrl()));
  schemas = ((await answer.json()) as { components: { schemas: Record<string, Schema> } }).components.schemas;
});

/** The first version that does not take an input of a kind any more. */
const before = (kind: string, name: string): string | undefined =>
  kind === "DeploymentSchedule" ? scheduleNeeds({ [name]: 1 }, "")[0]?.before : undefined;

const typed = new Set([...typedBlocks.values()].map(({ definition }) => definition));
const kinds = [...definitions.values()].filter(
  (definition) => !typed.has(definition) && !definition.isEffect && !definition.connect,
);

test("every kind of the server's objects has its counterpart in the server's specification", () => {
  expect(kinds.map(({ kind }) => kind).sort()).toEqual(Object.keys(counterparts).sort());
});

const onServer = kinds.filter(({ kind }) => kind !== "FlowRunNotificationPolicy" || serverTakes({ before: "3.4.0" }));

describe.each(onServer.map(({ kind, fields }) => [kind, fields!] as const))("%s", (kind, fields) => {
  const { create, excluded: oldest = {}, excludedNewer = {}, untold = {}, ...counterpart } = counterparts[kind]!;
  const excluded = { ...oldest, ...excludedNewer };
  const update = typeof counterpart.update === "string" ? counterpart.update : undefined;
  const sent = (when: "create" | "update"): [string, Field][] =>
    Object.entries(fields).flatMap(([name, field]) => {
      const [key] = wirePath(name, field) ?? [];
      const isTaken = serverTakes({ since: field.since, before: before(kind, name) });
      return key !== undefined && isTaken && (field.sent ?? when) === when ? [[key, field]] : [];
    });

  const expectEachField = (schema: Schema, when: "create" | "update") => {
    const unlisted = Object.keys(schema.properties!).filter((key) => !(key in excluded));
    expect(
      sent(when)
        .map(([key]) => key)
        .sort(),
    ).toEqual(expect.arrayContaining(unlisted.sort()));
    const unknown = sent(when).filter(([key]) => !(key in schema.properties!));
    expect(unknown.map(([key]) => key)).toEqual([]);
    for (const [key, field] of sent(when)) {
      const property = shape(schema.properties![key]!);
      expect([key, field.min]).toEqual([key, untold[key] ?? property.minimum]);
      expect([key, field.isWhole ?? false]).toEqual([key, property.isWhole]);
    }
  };

  test("what is sent to make one is what the server takes, within its bounds", () => {
    expectEachField(schemas[create]!, "create");
  });

  if (update) {
    test("what is sent to change one is what the server takes, within its bounds", () => {
      expectEachField(schemas[update]!, "update");
    });
  }

  test("what the server asks for is always sent", () => {
    const always = sent("create").filter(
      ([, { required, namedLikeResource, default: otherwise }]) =>
        required || namedLikeResource || otherwise !== undefined,
    );
    const unsent = (schemas[create]!.required ?? []).filter((key) => !always.some(([sentKey]) => sentKey === key));
    expect(unsent.filter((key) => !(key in excluded))).toEqual([]);
  });

  test("what is excluded is there, and each with its reason", () => {
    const known = Object.keys({ ...schemas[create]!.properties, ...schemas[update ?? ""]?.properties });
    expect(known).toEqual(expect.arrayContaining(Object.keys(oldest)));
  });
});

test("the words that a field may be are those of the server", () => {
  const { collisionStrategy } = definitions.get("Deployment")!.fields!;
  expect(collisionStrategy!.words).toEqual(schemas.ConcurrencyLimitStrategy!.enum);
});

/** What a property may be, apart from null. */
function shape(property: Schema): { minimum: number | undefined; isWhole: boolean } {
  const { type, minimum, exclusiveMinimum } = property.anyOf?.find(({ type }) => type !== "null") ?? property;
  const isWhole = type === "integer";
  return { minimum: minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1), isWhole };
}
