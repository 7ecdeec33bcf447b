import { raw, unique } from "../../support/raw-api";
import { made, resource } from "../../support/resource";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

const declared = () => ({ name: unique("deployment"), flow: unique("flow"), entrypoint: "etl.py:main" });
const labelsOf = async (id: string) => (await raw("GET", `/deployments/${id}`)).labels;
const ofServer = { "prefect.flow.id": expect.any(String) };

test("labels are written, changed in place, seen as drift, and taken away", async () => {
  const own = declared();
  const inputs = { ...own, labels: { team: "data", tier: 1, critical: true } };
  const object = await made("Deployment", inputs);
  const { id } = object.stored!;
  expect(await labelsOf(id)).toEqual({ ...ofServer, team: "data", tier: 1, critical: true });
  await object.refresh();
  expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });

  const changed = { ...own, labels: { team: "web", tier: 1.5 } };
  expect(await object.preview(changed)).toEqual({ changes: true, replaces: [] });
  expect(await object.up(changed)).toBe("updated");
  expect(object.stored!.id).toBe(id);
  expect(await labelsOf(id)).toEqual({ ...ofServer, team: "web", tier: 1.5 });

  const { flow_id, name } = await raw("GET", `/deployments/${id}`);
  await raw("POST", "/deployments/", { flow_id, name, parameter_openapi_schema: {}, labels: { team: "other" } });
  await object.refresh();
  expect(await object.up(changed)).toBe("updated");
  expect(await labelsOf(id)).toEqual({ ...ofServer, team: "web", tier: 1.5 });

  expect(await object.up(own)).toBe("updated");
  expect(await labelsOf(id)).toEqual(ofServer);
  await object.refresh();
  expect(await object.preview(own)).toEqual({ changes: false, replaces: [] });
  await object.destroy();
});

test("those that somebody else gave are no drift, and stay when the whole deployment is written", async () => {
  const own = declared();
  const object = await made("Deployment", own);
  const { id } = object.stored!;
  const { flow_id, name } = await raw("GET", `/deployments/${id}`);
  const labels = { owner: "me", team: "theirs" };
  await raw("POST", "/deployments/", { flow_id, name, parameter_openapi_schema: {}, labels });
  await object.refresh();
  expect(await object.preview(own)).toEqual({ changes: false, replaces: [] });
  // A reference to a value is what only a write of the whole keeps.
  const parameters = { day: { __prefect_kind: "jinja", template: "{{ 1 }}" } };
  expect(await object.up({ ...own, parameters })).toBe("updated");
  expect(await labelsOf(id)).toEqual({ ...ofServer, ...labels });
  expect(await object.up({ ...own, parameters, labels: { team: "data" } })).toBe("updated");
  expect(await labelsOf(id)).toEqual({ ...ofServer, owner: "me", team: "data" });
  expect(await object.up({ ...own, parameters })).toBe("updated");
  expect(await labelsOf(id)).toEqual({ ...ofServer, owner: "me" });
  await object.destroy();
});

test("a label that is no text, number or flag is refused", async () => {
  const labels = { team: "data", owners: ["me"] };
  expect(await resource("Deployment").check({ ...declared(), labels })).toEqual([
    expect.stringMatching(/`labels\.owners` is no text, number or flag; a label has one of these$/),
  ]);
});
