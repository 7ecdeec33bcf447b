import { CheckFailures } from "../../sdk/src/engine/check-failures";
import {
  checkTemplate,
  defaultsOf,
  defaultTemplate,
  isCloudOnly,
  type JobTemplate,
  knowsType,
  withDefaults,
  withOriginals,
} from "../../sdk/src/resources/work-pool-template";
import { clientOf, server } from "../api/client-of";
import { failureOf } from "../support/resource";
import { json } from "../support/scripted-server";

const template = (properties: Record<string, object>, more: object = {}): JobTemplate => ({
  job_configuration: { command: "{{ command }}" },
  variables: { type: "object", properties, ...more },
});
const command = { type: "string", default: "true" };
const cpu = { type: "integer" };

describe("the server's template of a type", () => {
  const views = {
    prefect: { process: { default_base_job_configuration: template({ command }) } },
    "prefect-docker": { docker: { default_base_job_configuration: template({ cpu }) } },
  };

  test("is found whatever package it is of, and asked for once", async () => {
    const client = await clientOf(json(200, views));
    expect(await defaultTemplate(client, "docker")).toEqual(template({ cpu }));
    expect(await knowsType(client, "process")).toBe(true);
    expect(await knowsType(client, "kubernetes")).toBe(false);
    expect(await knowsType(client, "toString")).toBe(false);
    expect(server.received.map(({ path }) => path)).toEqual(["/collections/views/aggregate-worker-metadata"]);
  });

  test.each([
    [
      "dockr",
      'this server has no template for type "dockr"; it knows docker, process; write one of these or give `baseJobTemplate`; did you mean "docker"?',
    ],
    [
      "constructor",
      'this server has no template for type "constructor"; it knows docker, process; write one of these or give `baseJobTemplate`',
    ],
    [
      "ecs:push",
      'this server has no template for type "ecs:push", which only Syntask Cloud runs; give `baseJobTemplate`',
    ],
  ])("is missed for %s", async (type, line) => {
    expect(await failureOf(defaultTemplate(await clientOf(json(200, views)), type))).toBe(line);
  });

  test.each([
    ["ecs:push", true],
    ["syntask:managed", true],
    ["docker", false],
    ["push", false],
    ["ecs:pushed", false],
  ])("of %s is run by Syntask Cloud alone: %s", (type, expected) => {
    expect(isCloudOnly(type)).toBe(expected);
  });
});

describe("defaults of a template's variables", () => {
  test("are set, and all else stays as it is", () => {
    const before = template({ command, cpu }, { required: ["cpu"] });
    expect(withDefaults(before, { cpu: 2 })).toEqual(
      template({ command, cpu: { ...cpu, default: 2 } }, { required: ["cpu"] }),
    );
    expect(before).toEqual(template({ command, cpu }, { required: ["cpu"] }));
    expect(withDefaults(before, undefined)).toBe(before);
    expect(withDefaults({ job_configuration: {}, variables: {} }, {})).toEqual({
      job_configuration: {},
      variables: { properties: {} },
    });
  });

  test.each([
    ["comand", '; did you mean "command"?'],
    ["constructor", ""],
  ])("are refused where it has no variable %s", (name, hint) => {
    expect(() => withDefaults(template({ command }), { [name]: 1 })).toThrow(
      new Error(`the job template has no variable "${name}"${hint}`),
    );
  });

  test("are those of another template again where they are not set any more", () => {
    const set = template({
      command: { ...command, default: "false" },
      cpu: { ...cpu, default: 2 },
      own: { default: 1 },
    });
    expect(withOriginals(set, template({ command, cpu }), ["command", "cpu", "none"])).toEqual(
      template({ command, cpu, own: { default: 1 } }),
    );
    expect(withOriginals(set, { job_configuration: {}, variables: {} }, ["own"])).toMatchObject({
      variables: { properties: { own: {} } },
    });
    expect(set.variables.properties).toMatchObject({ own: { default: 1 } });
  });

  test("are read of the variables that are named and have one", () => {
    const read = template({ command, cpu, empty: { default: null as never } });
    expect(defaultsOf(read, ["command", "cpu", "empty", "none"])).toEqual({ command: "true", empty: null });
    expect(defaultsOf({} as JobTemplate, ["command"])).toEqual({});
  });
});

describe("a template of the user's own", () => {
  const failuresOf = (given: object) => {
    const failures = new CheckFailures();
    checkTemplate("baseJobTemplate", given, failures);
    return failures.lines;
  };
  const incomplete =
    "`baseJobTemplate` has to have `job_configuration` and `variables`, or be left out for the type's own";

  test.each<[object]>([
    [template({ command })],
    [template({ command }, { required: ["command"] })],
    [template({ command: { type: "string" } }, { required: ["command"] })],
    [
      {
        job_configuration: {
          a: "{{ a.b }} {{command}}",
          b: ["{{ $HOME }}", "{{ prefect.blocks.x }}", "{{ syntask.blocks.y }}"],
        },
        variables: { properties: { command, "a.b": {} } },
      },
    ],
  ])("%j is right", (given) => {
    expect(failuresOf(given)).toEqual([]);
  });

  test.each<[object, string[]]>([
    [{}, [incomplete]],
    [{ job_configuration: {}, variables: { properties: {} } }, [incomplete]],
    [{ job_configuration: { a: 1 }, variables: {} }, [incomplete]],
    [{ job_configuration: "text", variables: { properties: {} } }, [incomplete]],
    [{ job_configuration: { a: 1 }, variables: null }, [incomplete]],
    [
      {
        job_configuration: { a: "{{ comand }} {{ comand }}", b: "{{ toString }}" },
        variables: { properties: { command } },
      },
      [
        '`baseJobTemplate` uses {{ comand }}, which is not in `variables.properties`; did you mean "command"?',
        "`baseJobTemplate` uses {{ toString }}, which is not in `variables.properties`",
      ],
    ],
    [
      { job_configuration: { a: "{{ command }}" }, variables: { type: "object" } },
      ["`baseJobTemplate` uses {{ command }}, which is not in `variables.properties`"],
    ],
    [
      template({ command: { type: "string", default: 3 as never } }),
      ["`baseJobTemplate.variables.properties.command.default` must be string"],
    ],
  ])("%j is refused", (given, lines) => {
    expect(failuresOf(given)).toEqual(lines);
  });
});
