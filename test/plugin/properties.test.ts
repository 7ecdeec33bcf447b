import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { unknown } from "../../sdk/src/engine/unknown";
import { Received, structOf, toStruct } from "../../sdk/src/plugin/properties";

type Properties = Record<string, any>;

const secretOf = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const struct = (properties: Properties) => Struct.fromJavaScript(properties as never);
const received = (properties: Properties) => new Received(struct(properties));
const sentOf = (properties: Properties, kind: Parameters<typeof toStruct>[0], ...known: Received[]) =>
  toStruct(kind, properties, known).toJavaScript();
/** What goes back of properties that came and were changed to others. */
const answered = (came: Properties, properties: Properties) => sentOf(properties, {}, received(came));

describe("what the engine sends", () => {
  test("is read in clear, however deep its secrets are", () => {
    const came = { a: secretOf("x"), list: ["y", secretOf({ z: secretOf(1) })], plain: { deep: true, none: null } };
    expect(received(came).values).toEqual({
      a: "x",
      list: ["y", { z: 1 }],
      plain: { deep: true, none: null },
    });
  });

  test.each([
    ["text", unknownText],
    ["a truth value", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"],
    ["a number", "3eeb2bf0-c639-47a8-9e75-3b44932eb421"],
    ["a list", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"],
    ["an asset", "030794c1-ac77-496b-92df-f27374a8bd58"],
    ["an archive", "e48ece36-62e2-4504-bad9-02848725956a"],
    ["an object", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"],
  ])("%s that is not known yet is unknown, at the top, inside and as a secret, and goes back as such", (_, text) => {
    const { values } = received({ top: text, list: [1, text], secret: secretOf(text) });
    expect(values).toEqual({ top: unknown, list: [1, unknown], secret: unknown });
    expect(sentOf(values, {}, received({ secret: secretOf(text) }))).toEqual({
      top: unknownText,
      list: [1, unknownText],
      secret: secretOf(text),
    });
  });

  test("has no keys of the engine or of a binding", () => {
    const { values } = received({ __provider: "text", __defaults: [], name: "a" });
    expect(values).toEqual({ name: "a" });
  });

  test("is empty where nothing came, and where only keys of a binding did", () => {
    expect(new Received(undefined).isEmpty).toBe(true);
    expect(received({ __provider: "text" }).isEmpty).toBe(true);
    expect(received({ name: null }).isEmpty).toBe(false);
  });
});

describe("secrets go back as secrets", () => {
  test("where they were, when nothing has changed", () => {
    const came = { whole: secretOf("x"), deep: { list: [1, secretOf("y")], plain: "z" }, open: "x" };
    expect(answered(came, received(came).values)).toEqual(came);
  });

  test("as a whole value, when something in it was changed or moved", () => {
    const came = { list: ["a", secretOf("y")], whole: secretOf("x") };
    expect(answered(came, { list: ["y", "a"], whole: "other" })).toEqual({
      list: secretOf(["y", "a"]),
      whole: secretOf("other"),
    });
  });

  test("as a whole value, when they are part of another property by now", () => {
    const storage = { pullSteps: [{ clone: { token: secretOf("hush"), branch: "main" } }] };
    const news = { name: "n", pullSteps: [{ clone: { token: "hush", branch: "main" } }], tags: ["main"] };
    expect(answered({ name: "n", storage }, news)).toEqual({
      name: "n",
      pullSteps: secretOf(news.pullSteps),
      tags: ["main"],
    });
  });

  test("also when only the state before had them as such", () => {
    const news = received({ value: "x" });
    expect(sentOf({ value: "x" }, {}, news, received({ value: secretOf("w") }))).toEqual({ value: secretOf("x") });
  });

  test("when the kind says so, whatever came: whole inputs, and others field by field", () => {
    const kind = { secrets: ["password"], secretFields: ["data"] };
    const properties = { password: "p", data: { user: "u", nested: { token: "t" } }, open: "o" };
    expect(sentOf(properties, kind)).toEqual({
      password: secretOf("p"),
      data: { user: secretOf("u"), nested: secretOf({ token: "t" }) },
      open: "o",
    });
    expect(sentOf({ password: unknown, data: unknown }, kind)).toEqual({
      password: secretOf(unknownText),
      data: unknownText,
    });
    expect(sentOf({ password: null, data: null }, kind)).toEqual({ password: null, data: null });
  });

  test("when the kind says so of what it makes, which nothing has brought as a secret", () => {
    expect(sentOf({ key: "k", open: "o" }, { secretOutputs: ["key"] })).toEqual({ key: secretOf("k"), open: "o" });
  });
});

test("what a program tells of the stack's config is none of the inputs, and is stored with them as it came", () => {
  const config = secretOf({ "aws:region": "eu" });
  const came = received({ name: "a", __config: config });
  expect(came.values).toEqual({ name: "a" });
  expect(came.config).toEqual({ "aws:region": "eu" });
  expect(Received.inputs({}, { name: "b" }, [came]).toJavaScript()).toEqual({ name: "b", __config: config });
  expect(Received.inputs({}, { name: "b" }, [received({})]).toJavaScript()).toEqual({ name: "b" });
});

test("what is undefined is left out, and null in a list, which keeps its length", () => {
  const properties = { gone: undefined, none: null, inner: { gone: undefined, kept: 0 }, list: [undefined, 1] };
  const sent = { none: null, inner: { kept: 0 }, list: [null, 1] };
  expect(structOf({ ...properties }).toJavaScript()).toEqual(sent);
  expect(sentOf(properties, {})).toEqual(sent);
});
