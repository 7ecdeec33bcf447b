import { raw, serverUrl, unique } from "../support/raw-api";
import { failureOf, made, resource } from "../support/resource";
import { listen } from "../support/said";

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
    ).toBe('`jobDefaults` has "stream_ouput", which the job template lacks; did you mean "stream_output"?');
  });

  test("a type that the server does not know is refused with those it knows", async () => {
    const name = unique("pool");
    expect(await failureOf(resource("WorkPool").up({ name, type: "proces" }))).toMatch(
      /this server has no template for type "proces"; it knows .+; did you mean "process"\?$/,
    );
  });

  test.each([
    ["ecs:push", "ecs"],
    ["cloud-run-v2:push", "cloud-run-v2"],
    ["azure-container-instance:push", "azure-container-instance"],
    ["modal:push", "modal"],
    ["prefect:managed", "prefect"],
  ])("type %s is refused at preview by a server that cannot run it, also with a template", async (type, otherwise) => {
    const baseJobTemplate = {
      job_configuration: { command: "{{ command }}" },
      variables: { type: "object", properties: { command: { type: "string" } } },
    };
    for (const inputs of [{ type }, { type, baseJobTemplate }]) {
      expect(await resource("WorkPool").check({ name: unique("pool"), ...inputs })).toEqual([
        `\`type\` "${type}" is run by Syntask Cloud itself, and ${serverUrl()} is a server of your own, on which nothing would run it; write "${otherwise}" and start a worker`,
      ]);
    }
  });

  test("defaults that the template's schema refuses are named at preview", async () => {
    const jobDefaults = { image_pull_policy: "Sometimes", auto_remove: "yes" };
    expect(await resource("WorkPool").check({ name: unique("pool"), type: "docker", jobDefaults })).toEqual([
      expect.stringMatching(
        /^`jobDefaults.image_pull_policy` must be equal to one of the allowed values: IfNotPresent, Always, .*Never, says the job template of type "docker"$/,
      ),
      '`jobDefaults.auto_remove` must be boolean, says the job template of type "docker"',
    ]);
  });

  test("a block is a default by its id, and a job variable", async () => {
    const credentials = { name: unique("registry"), username: "worker", password: "secret", registryUrl: "localhost" };
    await made("DockerRegistryCredentials", credentials);
    const { id } = await raw(
      "GET",
      `/block_types/slug/docker-registry-credentials/block_documents/name/${credentials.name}`,
    );
    const reference = { registry_credentials: { $ref: { block_document_id: id } } };
    const pool = { name: unique("pool"), type: "docker", jobDefaults: reference };
    await made("WorkPool", pool);
    const { properties } = (await onServer(pool.name)).base_job_template.variables;
    expect(properties.registry_credentials.default).toEqual(reference.registry_credentials);
    const deployment = { name: "theirs", flow: unique("flow"), entrypoint: "etl.py:main", workPool: pool.name };
    await made("Deployment", { ...deployment, jobVariables: reference });
    const { job_variables: onDeployment } = await raw("GET", `/deployments/name/${deployment.flow}/theirs`);
    expect(onDeployment).toEqual(reference);
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
      `work pool "${inputs.name}": is used by deployment "theirs", which would have no pool then; move it to a pool of another name, or run \`pulumi up\` with \`forceDestroy: true\` on this one first`,
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

describe("a pool of another type in the place of one that is used", () => {
  const said = listen();

  async function usedPool(jobVariables: object) {
    const inputs = { name: unique("pool"), type: "process", forceDestroy: true };
    const pool = await made("WorkPool", inputs);
    await raw("POST", `/work_pools/${inputs.name}/queues`, { name: "urgent", priority: 1, concurrency_limit: 2 });
    const flow = await raw("POST", "/flows/", { name: unique("flow") });
    const place = { work_pool_name: inputs.name, work_queue_name: "urgent" };
    const schedules = [{ schedule: { interval: 3600 }, max_scheduled_runs: 3 }];
    const body = { name: "theirs", flow_id: flow.id, parameter_openapi_schema: {}, job_variables: jobVariables };
    const { id } = await raw("POST", "/deployments/", { ...body, ...place });
    await raw("POST", `/deployments/${id}/schedules`, schedules);
    return { inputs, pool, place, deployment: () => raw("GET", `/deployments/${id}`) };
  }

  test("has its deployments, as they were, and its queues", async () => {
    const { inputs, pool, place, deployment } = await usedPool({ env: { LEVEL: "debug" } });
    const { job_variables, schedules } = await deployment();
    expect(await pool.up({ ...inputs, type: "docker" })).toBe("replaced");
    expect(await deployment()).toMatchObject({ job_variables, schedules, ...place });
    expect(await raw("GET", `/work_pools/${inputs.name}/queues/urgent`)).toMatchObject({
      priority: 1,
      concurrency_limit: 2,
    });
    expect(said()).toContain(`work pool "${inputs.name}" has deployment "theirs" again, which used the old one`);
  });

  test("tells which deployment does not fit it, without its job variables", async () => {
    const { inputs, pool, deployment } = await usedPool({ image: ["hush-hush"] });
    const failure = await failureOf(pool.up({ ...inputs, type: "docker" }));
    expect(failure).toContain(`work pool "${inputs.name}": deployment "theirs" used the old one and has no pool now: `);
    expect(failure).not.toContain("hush-hush");
    expect(await deployment()).toMatchObject({ work_pool_name: null });
  });

  test("is told in the preview", async () => {
    const { inputs, pool } = await usedPool({});
    await pool.preview({ ...inputs, type: "docker" });
    expect(said()).toContain(`work pool "${inputs.name}" gives its queues and deployments to the new one of its name`);
  });

  test("is left to somebody else who made it anew", async () => {
    const inputs = { name: unique("pool"), type: "process" };
    const pool = await made("WorkPool", inputs);
    await raw("DELETE", `/work_pools/${inputs.name}`);
    const { id } = await raw("POST", "/work_pools/", inputs);
    await pool.destroy();
    expect(await onServer(inputs.name)).toMatchObject({ id });
  });
});
