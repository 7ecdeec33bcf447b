import type { Definition } from "../../sdk/src/engine/definition";
import { judge } from "../../sdk/src/engine/ownership";
import { plan } from "../../sdk/src/engine/plan";
import { definitions } from "../../sdk/src/provider";

type Properties = Record<string, any>;

/** Values of the inputs that replace an object, where they are no texts. */
const values: Properties = {
  location: { bucket: "before" },
  fields: { properties: {} },
  capabilities: ["before"],
  packages: ["before"],
};
const otherValues: Properties = {
  location: { bucket: "after" },
  fields: { properties: { size: {} } },
  capabilities: ["after"],
  packages: ["after"],
};

/** What names an object and cannot be changed: all else is left out. */
const inputsOf = ({ replaceOnChanges, naturalKey }: Definition): Properties =>
  Object.fromEntries([...replaceOnChanges, ...naturalKey].map((name) => [name, values[name] ?? "before"]));
const changed = (inputs: Properties, property: string): Properties => ({
  ...inputs,
  [property]: otherValues[property] ?? "after",
});

const kinds = [...definitions.values()];
const replacing = kinds.flatMap((definition) =>
  definition.replaceOnChanges.map((property) => ({ kind: definition.kind, property, definition })),
);
const ofServers = replacing.filter(({ definition }) => !definition.connect && !definition.isEffect);
const ofStores = replacing.filter(({ definition }) => definition.connect && !definition.isEffect);

/** Kinds of which two inputs are unique, each by itself: a new object could not be made while the old one has the other. */
const ofTwoNames = ["BlockType"];
/** What is part of an object's name, and too long for a sentence. */
const alsoNaming: Record<string, string[]> = { BlockSchema: ["fields"] };

describe("an input that replaces an object", () => {
  test.each(ofServers)(
    "of $kind, `$property`: a rename makes the new one first, all else the old one's room",
    (one) => {
      const { kind, property, definition } = one;
      const inputs = inputsOf(definition);
      const news = changed(inputs, property);
      const { replaces, deleteBeforeReplace } = plan(definition, inputs, news);
      const isRename = definition.label(inputs) !== definition.label(news) || alsoNaming[kind]?.includes(property);
      expect({ replaces, deleteBeforeReplace }).toEqual({
        replaces: [property],
        deleteBeforeReplace: ofTwoNames.includes(kind) || !isRename,
      });
    },
  );

  test.each(ofStores)("of $kind in a store, `$property`: what moves is made in the new place first", (one) => {
    const inputs = inputsOf(one.definition);
    const planned = plan(one.definition, inputs, changed(inputs, one.property));
    expect(planned).toMatchObject({ replaces: [one.property], deleteBeforeReplace: false });
  });

  test.each(ofServers)("of $kind, `$property`: an object that has another value is refused, also with adopt", (one) => {
    const { property, definition } = one;
    const inputs = { ...inputsOf(definition), adopt: true };
    const existing = { id: "theirs", inputs: changed(inputs, property), state: {} };
    expect(judge(definition, existing, inputs, {}, { isInState: false, isUnknown: () => false })).toEqual({
      refusal: `exists already with another \`${property}\`, which cannot be changed; write what the server has, delete it there or choose another name`,
    });
  });
});

test.each(kinds)("$kind: what names an object in a sentence is not a value that it hides", (definition) => {
  const inputs = inputsOf(definition);
  for (const secret of [...(definition.secrets ?? []), ...(definition.secretFields ?? [])]) {
    expect(definition.label({ ...inputs, [secret]: "hush-hush" })).not.toContain("hush-hush");
  }
});

test.each(kinds)("$kind: inputs that replace, that name, that are secret or have a default are inputs of it", (one) => {
  const { properties, replaceOnChanges, naturalKey, secrets = [], secretFields = [], nullable = [], defaults } = one;
  const named = [
    ...replaceOnChanges,
    ...naturalKey,
    ...secrets,
    ...secretFields,
    ...nullable,
    ...Object.keys(defaults),
  ];
  expect(named.filter((name) => !properties.includes(name))).toEqual([]);
});
