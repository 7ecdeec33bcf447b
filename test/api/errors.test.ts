import { ApiError, detailOf } from "../../sdk/src/api/errors";

test.each<[string, unknown, string]>([
  ["a reason", { detail: "Flow not found" }, "Flow not found"],
  ["a reason of several lines", { detail: " a\n   b\t c " }, "a b c"],
  ["a reason of the server's own kind", { exception_message: "Internal Server Error" }, "Internal Server Error"],
  ["both", { detail: "no", exception_message: "Internal" }, "no"],
  ["no reason", {}, "no reason given"],
  ["a text", "default backend - 404", "no reason given"],
  ["nothing", null, "no reason given"],
  [
    "faults of a body",
    {
      detail: [
        { loc: ["body", "name"], msg: "Field required", input: "hush" },
        { loc: [], msg: "no", input: "hush" },
      ],
    },
    "name: Field required; no",
  ],
  [
    "faults of the server's own kind, beside a general word",
    { detail: "Invalid", exception_detail: [{ loc: ["body", "data", 0, "id"], msg: "no" }] },
    "data.0.id: no",
  ],
  ["a fault without a place", { detail: [{ msg: "no" }] }, "no"],
  [
    "a field that this version has not",
    { detail: [{ type: "extra_forbidden", loc: ["body", "x"], msg: "Extra inputs are not permitted" }] },
    "x: this version of the server has no such field",
  ],
  ["a fault of a kind that only objects have", { detail: [{ type: "constructor", msg: "no" }] }, "no"],
])("of an answer's body with %s these words are taken", (_, body, detail) => {
  expect(detailOf(body)).toBe(detail);
});

test.each([
  [404, { detail: "Flow not found" }, true],
  [404, {}, false],
  [410, { detail: "gone" }, false],
])("whether an answer of %s with %j says that there is no such thing: %s", (status, body, saysGone) => {
  expect(new ApiError("GET", "/flows/1", status, detailOf(body)).saysGone).toBe(saysGone);
});
