import { ApiError, detailOf } from "../../sdk/src/api/errors";

const key = "-----BEGIN PRIVATE KEY-----\nMIIhush/hush+hush==\n-----END PRIVATE KEY-----\n";

/** The message for a reason that the server gave, without texts that may be secret. */
const messageOf = (reason: string, ...secrets: string[]): string =>
  new ApiError("POST", "/deployments/", 409, detailOf({ detail: reason })).without(secrets).message;

const repr = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("'", "\\'")}'`;

describe("a secret is left out of a reason", () => {
  test.each([
    ["as it is", key],
    ["as Python writes it", repr(key)],
    ["as JSON writes it", JSON.stringify(key)],
    ["as JSON in Python", repr(JSON.stringify({ key }))],
    ["as JSON in JSON", JSON.stringify(JSON.stringify({ key }))],
  ])("%s", (_, quoted) => {
    expect(messageOf(`Validation failed: ${quoted} is not of type 'integer'`, key)).not.toMatch(/hush|PRIVATE/);
  });

  test.each(["pass\"word\\with'quotes", "C:\\new\\table", "grün🔑schlüssel", "a  b\tc"])(
    "%j, however it is escaped",
    (secret) => {
      const ascii = JSON.stringify(secret).replace(
        /[^ -~]/g,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      for (const quoted of [secret, repr(secret), JSON.stringify(secret), ascii]) {
        expect(messageOf(`no: <${quoted}>`, secret)).toMatch(/^POST \/deployments\/ answered 409: no: <["']?…["']?>$/);
      }
    },
  );

  test("when it begins before the place at which a reason is cut", () => {
    expect(messageOf(`${"x ".repeat(140)}${key}`, key)).not.toMatch(/BEGIN|PRIVATE|hush/);
  });

  test("whole, when another one is the beginning of it", () => {
    expect(messageOf("'hush-hush-more' is not of type 'integer'", "hush", "hush-hush-more")).toContain(
      ": '…' is not of",
    );
  });
});

test("short values leave the words of a reason whole", () => {
  const reason = "'a' is not of type 'integer', and 'or' is no date";
  expect(messageOf(reason, "a", "e", "or", "")).toBe(
    "POST /deployments/ answered 409: '…' is not of type 'integer', and '…' is no date",
  );
});

test("a long reason is cut", () => {
  expect(messageOf("long ".repeat(100))).toHaveLength("POST /deployments/ answered 409: ".length + 301);
});
