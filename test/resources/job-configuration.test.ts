import {
  valuesAt,
  withConfiguration,
  withOriginalParts,
  withoutKeptOut,
} from "../../sdk/src/resources/job-configuration";
import type { JobTemplate } from "../../sdk/src/resources/work-pool-template";

const template = (job_configuration: JobTemplate["job_configuration"]): JobTemplate => ({
  job_configuration,
  variables: { type: "object", properties: { env: { default: {} } } },
});

const ecs = template({
  env: "{{ env }}",
  task_definition: { family: "{{ family }}", containerDefinitions: [{ image: "{{ image }}" }, { name: "proxy" }] },
});
const secrets = [{ name: "SYNTASK_API_KEY", valueFrom: "arn" }];
const fixed = { env: { SYNTASK_API_KEY: null }, task_definition: { containerDefinitions: [{ secrets }] } };

test("values take their places at any depth, those of a list by position, and what is beside them stays", () => {
  expect(withConfiguration(ecs, fixed)).toEqual({
    ...ecs,
    job_configuration: {
      env: { SYNTASK_API_KEY: null },
      task_definition: {
        family: "{{ family }}",
        containerDefinitions: [{ image: "{{ image }}", secrets }, { name: "proxy" }],
      },
    },
  });
  expect(withConfiguration(ecs, undefined)).toBe(ecs);
});

test("what a template has in their places is read back, whatever is beside them", () => {
  expect(valuesAt(withConfiguration(ecs, fixed).job_configuration, fixed)).toEqual(fixed);
  expect(valuesAt(ecs.job_configuration, fixed)).toEqual({
    env: "{{ env }}",
    task_definition: { containerDefinitions: [{}] },
  });
  expect(valuesAt({}, fixed)).toEqual({});
});

test("parts that are no longer given have again what the type's template has, or nothing", () => {
  const changed = withConfiguration(ecs, { ...fixed, labels: { team: "etl" } });
  expect(withOriginalParts(changed, ecs, ["env", "labels"])).toEqual({
    ...ecs,
    job_configuration: { ...changed.job_configuration, env: "{{ env }}", labels: undefined },
  });
});

test("what is kept out of the environment is kept out of a default one too, which its schema takes, and is not read back", () => {
  const env = { type: "object", additionalProperties: { type: "string" }, default: { SIZE: "2" } };
  const own: JobTemplate = { ...ecs, variables: { type: "object", properties: { env, image: {} } } };
  const configured = withConfiguration(own, fixed);
  expect(configured.variables.properties).toEqual({
    image: {},
    env: {
      type: "object",
      additionalProperties: { anyOf: [{ type: "string" }, { type: "null" }] },
      default: { SIZE: "2", SYNTASK_API_KEY: null },
    },
  });
  expect(withoutKeptOut(configured).variables.properties!.env!.default).toEqual({ SIZE: "2" });
  expect(withConfiguration(own, { labels: {} }).variables).toEqual(own.variables);
});
