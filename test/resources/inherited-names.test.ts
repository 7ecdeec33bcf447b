import { schemaFaults } from "../../sdk/src/checks/json-schema";
import { inTemplateUnit } from "../../sdk/src/resources/job-variables/quantity";
import { withDefaults } from "../../sdk/src/resources/work-pool-template";
import { failuresOf } from "../support/check-failures";

/** Names that every object has without having been given them. */
const inherited = ["constructor", "toString", "hasOwnProperty"];

describe.each(inherited)("the name %s, which every object inherits, is", (name) => {
  test("no type of an action", async () => {
    const inputs = { name: "a", trigger: { type: "event" }, actions: [{ type: name }] };
    expect((await failuresOf("Automation", inputs)).join()).toContain(`\`actions[0].type\` "${name}" does not exist`);
  });

  test("no variable of a job template that lacks it", async () => {
    const baseJobTemplate = { job_configuration: { a: `{{ ${name} }}` }, variables: { properties: { size: {} } } };
    const failures = await failuresOf("WorkPool", { name: "a", type: "process", baseJobTemplate });
    expect(failures.join()).toContain(`uses {{ ${name} }}, which is not in \`variables.properties\``);
    expect(() => withDefaults(baseJobTemplate as never, { [name]: 1 })).toThrow(`has no variable "${name}"`);
  });

  test("no type of pool whose amounts are written in a way of its own", () => {
    expect(inTemplateUnit(name, name, "2 GiB")).toBe("2 GiB");
  });

  test("no value that was given", () => {
    const schema = { type: "object", properties: { [name]: { type: "string" } } };
    expect(schemaFaults(schema, {})).toEqual([]);
    expect(schemaFaults({ ...schema, required: [name] }, {})).toHaveLength(1);
  });
});
