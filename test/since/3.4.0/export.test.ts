import { clientFor } from "../../../sdk/src/engine/connections";
import { exportServer } from "../../../sdk/src/export/export";
import { definitions } from "../../../sdk/src/provider";
import { raw, serverUrl, unique } from "../../support/raw-api";

test("a server without notification policies is exported, with a limit that deployments share", async () => {
  const limit = await raw("POST", "/v2/concurrency_limits/", { name: unique("shared"), limit: 4 });
  const { id: flow_id } = await raw("POST", "/flows/", { name: unique("flow") });
  const name = unique("deployment");
  const { id } = await raw("POST", "/deployments/", {
    name,
    flow_id,
    entrypoint: "etl.py:main",
    parameter_openapi_schema: {},
    global_concurrency_limit_id: limit.id,
  });
  const config: Record<string, string> = { "syntask:apiUrl": serverUrl(), "syntask:dialect": "prefect" };
  const { program } = await exportServer(clientFor({ get: (key) => config[key] }), definitions);
  expect(program).toContain(limit.name);
  const [, declared = ""] = program.split(`"${name}"`);
  expect(declared.slice(0, 400)).toContain("globalConcurrencyLimit: ");
  expect(declared.slice(0, 400)).not.toContain("concurrencyLimit: 4");
  await raw("DELETE", `/deployments/${id}`);
});
