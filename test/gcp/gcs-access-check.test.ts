import type { Client } from "../../sdk/src/api/client";
import { GcsAccessCheck } from "../../sdk/src/gcp/gcs-access-check";
import { CheckFailures } from "../../sdk/src/provider/check-failures";

const credentials = "{{ syntask.blocks.gcp-credentials.team }}";

/** What a check of a folder says, when the block that has the credentials holds `data`. */
async function said(data: Record<string, unknown>): Promise<string[]> {
  const lines: string[] = [];
  const client = { find: async () => ({ id: "1", data, block_document_references: {} }) } as unknown as Client;
  const inputs = { bucket: "flows", folder: "etl/", credentials, serviceAccountInfo: null as never };
  const failures = new CheckFailures();
  const context = { olds: undefined, isUnknown: () => false, client, say: () => {} };
  await GcsAccessCheck.definition.check!(inputs, failures, context);
  expect(failures.lines).toEqual([]);
  await GcsAccessCheck.definition.create(client, inputs, { say: (line) => void lines.push(line) });
  return lines;
}

test("a block whose key is a file of the worker reads nothing, and a line says so", async () => {
  const lines = [`is not verified: ${credentials} holds no key but a file of the worker`];
  expect(await said({ service_account_file: "/keys/worker.json" })).toEqual(lines);
  expect(await said({ service_account_file: "/keys/worker.json", service_account_info: null })).toEqual(lines);
});

test("a block with a key that is none is refused", async () => {
  await expect(said({ service_account_info: {} })).rejects.toThrow(
    `the key in ${credentials} has no \`client_email\`; give the key of a service account`,
  );
});
