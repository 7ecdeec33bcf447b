import { raw, unique } from "../support/raw-api";
import { failureOf, made, resource } from "../support/resource";

const onServer = (name: string) => raw("GET", `/work_pools/${name}`);

describe("traps of api.md, section 5", () => {
  test("a pool gets the server's template for its type, as the server gives it none by itself", async () => {
    const name = unique("pool");
    await made("WorkPool", { name, type: "docker" });
    const { base_job_template: template } = await onServer(name);
    expect(template.variables.properties).toHaveProperty("image");
    expect(template.job_configuration).toHaveProperty("image", "{{ image }}");
  });

  test("a default of a template's variable is set, changed and taken back", async () => {
    const inputs = { name: unique("pool"), type: "process" };
    const streamOutput = async () => (await onServer(inputs.name)).base_job_template.variables.properties.stream_output;
    const pool = await made("WorkPool", { ...inputs, jobDefaults: { stream_output: false } });
    expect((await streamOutput()).default).toBe(false);
    await pool.up(inputs);
    expect((await streamOutput()).default).toBe(true);
    await pool.refresh();
    expect(await pool.preview(inputs)).toEqual({ changes: false, replaces: [] });
  });

  test("a default that the template has no variable for is refused with the nearest name", async () => {
    const name = unique("pool");
    expect(
      await failureOf(resource("WorkPool").up({ name, type: "process", jobDefaults: { stream_ouput: false } })),
    ).toBe(`work pool "${name}": the job template has no variable "stream_ouput"; did you mean "stream_output"?`);
  });

  test("a type that the server does not know is refused with those it knows", async () => {
    const name = unique("pool");
    expect(await failureOf(resource("WorkPool").up({ name, type: "proces" }))).toContain(
      `work pool "${name}": this server has no template for type "proces"; did you mean "process"?; it knows `,
    );
  });

  test("a push type is refused by a server that cannot run it", async () => {
    const name = unique("pool");
    expect(await failureOf(resource("WorkPool").up({ name, type: "ecs:push" }))).toMatch(
      /this server has no template for type "ecs:push", which only .* Cloud runs/,
    );
  });

  test("a template of the user's own is stored as it is, and drift in it is seen", async () => {
    const baseJobTemplate = {
      job_configuration: { command: "{{ command }}" },
      variables: { type: "object", properties: { command: { type: "string", default: "true" } } },
    };
    const inputs = { name: unique("pool"), type: "process", baseJobTemplate };
    const pool = await made("WorkPool", inputs);
    expect((await onServer(inputs.name)).base_job_template).toEqual(baseJobTemplate);
    await raw("PATCH", `/work_pools/${inputs.name}`, {
      base_job_template: { ...baseJobTemplate, job_configuration: { command: "by hand {{ command }}" } },
    });
    await pool.refresh();
    expect(await pool.preview(inputs)).toEqual({ changes: true, replaces: [] });
    await pool.up(inputs);
    expect((await onServer(inputs.name)).base_job_template).toEqual(baseJobTemplate);
  });

  test("a name that the server keeps for itself is refused before anything is sent", async () => {
    expect(await resource("WorkPool").check({ name: "Prefect-pool", type: "process" })).toEqual([
      '`name` "Prefect-pool" starts with "prefect", which the server keeps for itself; choose another name',
    ]);
  });

  test("a pool that deployments use is not deleted, unless the user insists", async () => {
    const inputs = { name: unique("pool"), type: "process" };
    const pool = await made("WorkPool", inputs);
    const deployment = await made("Deployment", {
      name: "theirs",
      flow: unique("flow"),
      entrypoint: "etl.py:main",
      workPool: inputs.name,
    });
    expect(await failureOf(pool.destroy())).toBe(
      `work pool "${inputs.name}": is used by deployment "theirs", which would have no pool then; move them to a pool of another name, or run \`pulumi up\` with \`forceDestroy: true\` on this one first`,
    );
    await pool.up({ ...inputs, forceDestroy: true });
    await pool.destroy();
    expect(await raw("GET", `/deployments/${deployment.stored!.id}`)).toMatchObject({ work_pool_name: null });
  });

  test("a pool that moves to another type under another name keeps its deployments until they have moved", async () => {
    const inputs = { name: unique("pool"), type: "process" };
    const pool = await made("WorkPool", inputs);
    const declared = { name: "nightly", flow: unique("flow"), entrypoint: "etl.py:main", workPool: inputs.name };
    const deployment = await made("Deployment", declared);
    const { id } = deployment.stored!;
    const next = await made("WorkPool", { name: unique("pool"), type: "docker" });
    await deployment.up({ ...declared, workPool: next.stored!.outs.name });
    expect(deployment.stored!.id).toBe(id);
    await pool.destroy();
    expect(await raw("GET", `/deployments/${id}`)).toMatchObject({ work_pool_name: next.stored!.outs.name });
  });
});
