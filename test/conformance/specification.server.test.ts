import type { Need } from "../../sdk/src/api/server-version";
import { typedBlocks } from "../../sdk/src/blocks/typed-block";
import { CheckFailures } from "../../sdk/src/engine/check-failures";
import type { Field } from "../../sdk/src/engine/field";
import { wirePath } from "../../sdk/src/engine/field-table";
import { definitions } from "../../sdk/src/provider";
import { type Action, actionToWire, checkActions } from "../../sdk/src/resources/automation-action";
import { checkTrigger, type Trigger, triggerToWire } from "../../sdk/src/resources/automation-trigger";
import { scheduleNeeds } from "../../sdk/src/resources/schedule";
import { serverUrl } from "../support/raw-api";
import { serverTakes, where } from "../support/server-version";
import { allSubjects } from "./subjects";

interface Schema {
  $ref?: string;
  type?: string;
  const?: string;
  default?: unknown;
  items?: Schema;
  oneOf?: Schema[];
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
  /** The same of newer servers, with the first version of the matrix that has it. */
  excludedNewer?: Record<string, { since: string; reason: string }>;
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
    update: "DeploymentUpdate",
    excluded: {
      flow_id: "from `flow`",
      concurrency_options: "sent by deployment-limits.ts, where the server knows it",
      infrastructure_document_id: "a legacy infrastructure block, which work pools replace",
    },
    excludedNewer: {
      version_info: { since: "3.3.6", reason: "thrown away by the open server: only Prefect Cloud keeps versions" },
    },
  },
  DeploymentSchedule: {
    create: "DeploymentScheduleCreate",
    update: "DeploymentScheduleUpdate",
    excludedNewer: {
      replaces: {
        since: "3.6.18",
        reason: "of a deployment's list alone, where the package renames by the schedule's address",
      },
    },
  },
  Flow: {
    create: "FlowCreate",
    update: "FlowUpdate",
    excludedNewer: {
      labels: {
        since: "3.1.7",
        reason: "a flow that is there keeps its own whatever is sent; those that are there stay",
      },
    },
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
  ServerDefaultResultStorage: {
    create: "ServerDefaultResultStorageUpdate",
    update: { none: "it is set anew as it was set" },
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
    excludedNewer: {
      storage_configuration: { since: "3.2.15", reason: "sent by work-pool-storage.ts, where the program says it" },
    },
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

const needsOf = (kind: string): Need => allSubjects.find((subject) => subject.kind === kind)?.needs ?? {};
const onServer = kinds.filter(({ kind }) => serverTakes(needsOf(kind)));

describe.each(onServer.map(({ kind, fields }) => [kind, fields!] as const))("%s", (kind, fields) => {
  const { create, excluded: oldest = {}, excludedNewer = {}, untold = {}, ...counterpart } = counterparts[kind]!;
  const newer = Object.entries(excludedNewer).flatMap(([key, need]) => (serverTakes(need) ? [key] : []));
  const excluded = [...Object.keys(oldest), ...newer];
  const update = typeof counterpart.update === "string" ? counterpart.update : undefined;
  const taken = Object.entries(fields).filter(([name, { since }]) =>
    serverTakes({ since, before: before(kind, name) }),
  );
  const sent = (when: "create" | "update"): [string, Field][] =>
    taken.flatMap(([name, field]) => {
      const [key] = wirePath(name, field) ?? [];
      const isTaken = when === "create" || serverTakes({ since: field.patchedSince });
      return key !== undefined && isTaken && (field.sent ?? when) === when ? [[key, field]] : [];
    });

  const expectEachField = (schema: Schema, when: "create" | "update") => {
    const listed = sent(when).map(([key]) => key);
    const there = Object.keys(schema.properties!);
    expect(there.filter((key) => !listed.includes(key) && !excluded.includes(key))).toEqual([]);
    // What replaces the object is never sent to change it.
    const compared = sent(when).filter(([key, field]) => key in schema.properties! || !isReplaced(field, when));
    expect(compared.map(([key]) => key).filter((key) => !there.includes(key))).toEqual([]);
    for (const [key, field] of compared) {
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
    expect(unsent.filter((key) => !excluded.includes(key))).toEqual([]);
  });

  test("what is excluded is there, and each with its reason", () => {
    const known = Object.keys({ ...schemas[create]!.properties, ...schemas[update ?? ""]?.properties });
    expect(known).toEqual(expect.arrayContaining(excluded));
  });

  test("the same of each part of which fields are in one another", () => {
    const parts = taken.map(([name, field]) => wirePath(name, field) ?? []).filter(({ length }) => length > 1);
    for (const part of new Set(parts.map(([key]) => key!))) {
      const declared = parts.filter(([key]) => key === part).map(([, key]) => key!);
      const there = alternatives(schemas[create]!.properties![part]!).flatMap(({ properties = {} }) =>
        Object.keys(properties),
      );
      expect([part, [...new Set(there)].sort()]).toEqual([part, declared.sort()]);
    }
  });
});

const isReplaced = ({ replaceOnChanges }: Field, when: "create" | "update"): boolean =>
  when === "update" && replaceOnChanges === true;

/** What a property may be, each as an object's schema. */
function alternatives({ $ref, anyOf, oneOf }: Schema): Schema[] {
  if ($ref) return [schemas[$ref.split("/").at(-1)!]!];
  return [...(anyOf ?? []), ...(oneOf ?? [])].flatMap(alternatives);
}

/** The type that an action or a trigger has in its schema. */
const typeOf = ({ properties }: Schema): string => properties!.type!.const ?? String(properties!.type!.default);

describe("an automation", () => {
  const propertyOf = (name: string): Schema => schemas.AutomationCreate!.properties![name]!;

  test("acts in each way that the server knows, with all that it takes of it", () => {
    const there = alternatives(propertyOf("actions").items!).filter((schema) => typeOf(schema) !== ofCloud.action);
    const fields = there.map((schema) => [typeOf(schema), Object.keys(schema.properties!).sort()]);
    const written = everyAction().map((action) => [action.type, Object.keys(actionToWire(action)).sort()]);
    expect(Object.fromEntries(fields)).toEqual(Object.fromEntries(written));
  });

  test("has each trigger that the server knows, with all that it takes of it", () => {
    const there = alternatives(propertyOf("trigger")).filter((schema) => typeOf(schema) !== ofCloud.trigger);
    const fields = there.map((schema) => [
      typeOf(schema),
      Object.keys(schema.properties!).filter((key) => key !== madeByServer),
    ]);
    const written = everyTrigger.map((trigger) => [trigger.type, Object.keys(triggerToWire(trigger, "prefect"))]);
    const inOrder = (list: [string, string[]][]) => Object.fromEntries(list.map(([type, keys]) => [type, keys.sort()]));
    expect(inOrder(fields as [string, string[]][])).toEqual(inOrder(written as [string, string[]][]));
  });

  test("is checked by the package's own rules for what it takes", () => {
    const failures = new CheckFailures();
    checkActions("actions", everyAction(), failures);
    for (const trigger of everyTrigger) checkTrigger("trigger", trigger, failures);
    expect(failures.lines).toEqual([]);
  });
});

/** What open servers have in their specification, and refuse or never do. */
const ofCloud = { action: "declare-incident", trigger: "metric" };

/** Id of a trigger, which is another one after each write. */
const madeByServer = "id";

/** Every action with all that it can have, as far as the server takes it. */
function everyAction(): Action[] {
  const target = "00000000-0000-4000-8000-000000000000";
  const of = (input: string, ...types: string[]) => types.map((type) => ({ type, [input]: target }));
  return [
    ...["do-nothing", "cancel-flow-run", "suspend-flow-run", "resume-flow-run"].map((type) => ({ type })),
    ...of("deployment", "pause-deployment", "resume-deployment"),
    ...of("workPool", "pause-work-pool", "resume-work-pool"),
    ...of("workQueue", "pause-work-queue", "resume-work-queue"),
    ...of("automation", "pause-automation", "resume-automation"),
    {
      type: "run-deployment",
      deployment: target,
      parameters: {},
      jobVariables: {},
      ...where({ since: "3.4.18" }, { scheduleAfter: 1 }),
    },
    {
      type: "change-flow-run-state",
      state: "FAILED",
      name: "Late",
      message: "too late",
      ...where({ since: "3.6.15" }, { force: true }),
    },
    ...(serverTakes({ since: "3.7.8" }) ? [{ type: "delete-flow-run" }] : []),
    { type: "send-notification", block: target, subject: "late", body: "too late" },
    { type: "call-webhook", block: target, payload: "" },
  ];
}

const event: Trigger = {
  type: "event",
  posture: "Reactive",
  expect: ["a"],
  match: { a: "b" },
  matchRelated: { a: "b" },
  after: ["b"],
  forEach: ["a"],
  threshold: 1,
  within: 1,
};

/** Every trigger with all that it can have. */
const everyTrigger: Trigger[] = [
  event,
  { type: "compound", require: "any", triggers: [event], within: 1 },
  { type: "sequence", triggers: [event], within: 1 },
];

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
