import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { oneLine } from "../engine/errors.js";

/** What was made of an object that could not be finished. */
export interface HalfMade {
  id: string;
  properties: Struct;
  inputs: Struct;
}

/** A failure as the engine reads it: one line, and what was made in spite of it, which goes into the state. */
export function serviceError(error: unknown, halfMade?: HalfMade): Partial<ServiceError> {
  const message = oneLine(error);
  // A code of Node.js, such as `MODULE_NOT_FOUND`, is none of the protocol's.
  const given = (error as Partial<ServiceError> | undefined)?.code;
  const code = Number.isInteger(given) ? given! : status.UNKNOWN;
  if (!halfMade) return { code, details: message };
  const failed = new ErrorResourceInitFailed();
  failed.setId(halfMade.id);
  failed.setProperties(halfMade.properties);
  failed.setInputs(halfMade.inputs);
  failed.setReasonsList([message]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new Status();
  answer.setCode(code);
  answer.setMessage(message);
  answer.addDetails(detail);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return { code, details: message, metadata };
}
