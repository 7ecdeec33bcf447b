import * as pulumi from "@pulumi/pulumi";
import { lastingError } from "../../sdk/src/provider/refusal";

test("a lasting error is shown as it is, whatever the SDK writes before its message", () => {
  const error = lastingError("etl.yaml:1:1: wrong");
  error.message = `error serializing property "tags": ${error.message}`;
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect([error.message, error.stack]).toEqual(["etl.yaml:1:1: wrong", "etl.yaml:1:1: wrong"]);
});
