import * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { type Callback, CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import { type RegisterResourceRequest, TransformRequest, TransformResponse } from "@pulumi/pulumi/proto/resource_pb";

type Answer = (error: unknown, response: { getUrn(): string }) => void;

/** Called in a program, has Pulumi's mocks ask `transforms` of each resource and of what it is in, as an engine does. */
export function heedTransforms(): void {
  const monitor = pulumi.runtime.getMonitor() as any;
  const transformsOf = new Map<string, Callback[]>();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request: RegisterResourceRequest, answer: Answer) => {
    const transforms = [...request.getTransformsList(), ...(transformsOf.get(request.getParent()) ?? [])];
    for (const transform of transforms) await ask(transform, request);
    return register(request, (error: unknown, response: { getUrn(): string }) => {
      if (!error) transformsOf.set(response.getUrn(), transforms);
      answer(error, response);
    });
  };
}

/** Puts what a transform makes of the inputs in their place. */
async function ask(transform: Callback, request: RegisterResourceRequest): Promise<void> {
  const question = new TransformRequest();
  question.setType(request.getType());
  question.setName(request.getName());
  question.setCustom(request.getCustom());
  question.setParent(request.getParent());
  question.setProperties(request.getObject());
  const invocation = new CallbackInvokeRequest();
  invocation.setToken(transform.getToken());
  invocation.setRequest(question.serializeBinary());
  const client = new CallbacksClient(transform.getTarget(), grpc.credentials.createInsecure());
  const response = await new Promise<Uint8Array>((resolve, reject) => {
    client.invoke(invocation, (error, answer) => (error ? reject(error) : resolve(answer.getResponse_asU8())));
  });
  client.close();
  request.setObject(TransformResponse.deserializeBinary(response).getProperties());
}
