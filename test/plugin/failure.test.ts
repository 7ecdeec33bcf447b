import { status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { serviceError } from "../../sdk/src/plugin/failure";

test("a failure is one line, whatever was thrown", () => {
  expect(serviceError(new Error("first\n  second"))).toEqual({ code: status.UNKNOWN, details: "first second" });
  expect(serviceError("text")).toEqual({ code: status.UNKNOWN, details: "text" });
  expect(serviceError(undefined)).toEqual({ code: status.UNKNOWN, details: "undefined" });
});

test("a code of the protocol is kept, and one of Node.js, which would be printed as an unknown error, is not", () => {
  const failed = (code: unknown) => serviceError(Object.assign(new Error("no"), { code })).code;
  expect(failed(status.NOT_FOUND)).toBe(status.NOT_FOUND);
  expect(failed("MODULE_NOT_FOUND")).toBe(status.UNKNOWN);
});

test("what was made in spite of a failure comes with it as the engine reads it", () => {
  const [properties, inputs] = [{ name: "a", made: true }, { name: "a" }];
  const { code, details, metadata } = serviceError(new Error("the second\nrequest failed"), {
    id: "i",
    properties: Struct.fromJavaScript(properties),
    inputs: Struct.fromJavaScript(inputs),
  });
  expect([code, details]).toEqual([status.UNKNOWN, "the second request failed"]);
  const [answer] = metadata!.get("grpc-status-details-bin");
  const read = Status.deserializeBinary(answer as Buffer);
  expect([read.getCode(), read.getMessage()]).toEqual([status.UNKNOWN, "the second request failed"]);
  const [detail] = read.getDetailsList();
  expect(detail!.getTypeName()).toBe("pulumirpc.ErrorResourceInitFailed");
  const failed = detail!.unpack(ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed")!;
  expect(failed.getId()).toBe("i");
  expect(failed.getProperties()!.toJavaScript()).toEqual(properties);
  expect(failed.getInputs()!.toJavaScript()).toEqual(inputs);
  expect(failed.getReasonsList()).toEqual(["the second request failed"]);
});
