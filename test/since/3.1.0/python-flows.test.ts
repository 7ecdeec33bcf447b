import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dialectOf } from "../../../sdk/src/api/dialect";
import { parseVersion } from "../../../sdk/src/api/server-version";
import { normalized } from "../../../sdk/src/engine/normalize";
import { definitions } from "../../../sdk/src/provider";
import { schemaOfVersion } from "../../../sdk/src/python/schema-versions";
import { testPythonFlows } from "../../support/python-flows";
import { raw, unique } from "../../support/raw-api";
import { made } from "../../support/resource";

const version = () => parseVersion(process.env.SYNTASK_TEST_SERVER_VERSION)!;

testPythonFlows(() => ({ python: process.env.SYNTASK_TEST_NEWEST_PYTHON!, version: version() }));

describe("the schema of a flow whose source is on this machine", () => {
  let folder: string;
  beforeAll(async () => {
    jest.spyOn(console, "info").mockImplementation();
    folder = await mkdtemp(join(tmpdir(), "pulumi-syntask-schema-"));
    await writeSource("mode: Literal['fast']");
  });
  afterAll(() => rm(folder, { recursive: true }));

  const writeSource = (parameters: string) =>
    writeFile(
      join(folder, "etl.py"),
      `from typing import Literal\nfrom prefect import flow\n@flow\ndef main(${parameters}):\n    pass\n`,
    );
  const name = unique("deployment");
  const given = () =>
    normalized(
      definitions.get("Deployment")!,
      { flow: "main", entrypoint: "etl.py:main", storage: { localFolder: folder, pullSteps: [] } },
      { name, stack: "project/dev", dialect: dialectOf("prefect"), warn: () => {}, attempt: (work) => work() },
    );
  const modeIn = ({ parameter_openapi_schema: { properties } }: any) => properties.mode;

  test("is what the server's own version writes, and that of an older one stays until the code changes", async () => {
    const object = await made("Deployment", given());
    const { id } = object.stored!;
    expect(modeIn(await raw("GET", `/deployments/${id}`))).toEqual({
      const: "fast",
      type: "string",
      position: 0,
      title: "mode",
    });
    await object.refresh();
    expect(await object.preview(given())).toEqual({ changes: false, replaces: [] });

    // As a server of 3.0 was given it, before the upgrade.
    const { parameterOpenApiSchema, ...inputs } = given();
    const former = schemaOfVersion([3, 0, 8], parameterOpenApiSchema);
    await object.up({ ...inputs, parameterOpenApiSchema: former });
    expect(modeIn(await raw("GET", `/deployments/${id}`))).toMatchObject({ const: "fast", enum: ["fast"] });
    await object.refresh();
    expect(await object.preview(given())).toEqual({ changes: false, replaces: [] });

    await writeSource("mode: Literal['slow']");
    expect(await object.up(given())).toBe("updated");
    expect(modeIn(await raw("GET", `/deployments/${id}`))).toMatchObject({ const: "slow" });
    expect(modeIn(await raw("GET", `/deployments/${id}`))).not.toHaveProperty("enum");
    await object.destroy();
  });
});
