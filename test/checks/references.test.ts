import { refersToBlock } from "../../sdk/src/checks/references";

test.each([{ $ref: { block_document_id: "a" } }, { $ref: "a" }])("%j stands for a block", (value) => {
  expect(refersToBlock(value)).toBe(true);
});

test.each([null, undefined, "$ref", 1, ["$ref"], [{ $ref: "a" }], {}, { ref: 1 }])("%j does not", (value) => {
  expect(refersToBlock(value)).toBe(false);
});
