import { raw, unique } from "./raw-api";
import { made } from "./resource";

type Action = Record<string, any>;

const declared = (action: Action) => ({
  name: unique("automation"),
  trigger: { type: "event", posture: "Reactive", expect: ["prefect.flow-run.Failed"] },
  actions: [{ type: "do-nothing" }, action],
});

/** Tests of an option of an action that only newer servers take. */
export function testNewerOption(
  action: Action,
  option: { name: string; wire: string; values: [unknown, unknown] },
): void {
  const { name, wire, values } = option;
  const [one, other] = values;
  const read = async (id: string) => (await raw("GET", `/automations/${id}`)).actions.at(-1);
  const write = async (id: string, value: unknown) => {
    const { name: known, trigger, actions } = await raw("GET", `/automations/${id}`);
    const others = actions.slice(0, -1);
    await raw("PUT", `/automations/${id}`, {
      name: known,
      trigger,
      actions: [...others, { ...actions.at(-1), [wire]: value }],
    });
  };

  test(`\`${name}\` that somebody set is no drift, and stays with an update, also in another place of the list`, async () => {
    const inputs = declared(action);
    const object = await made("Automation", inputs);
    const { id } = object.stored!;
    await write(id, one);
    await object.refresh();
    expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
    const news = { ...inputs, description: "new", actions: [{ type: "cancel-flow-run" }, ...inputs.actions] };
    expect(await object.up(news)).toBe("updated");
    expect(await read(id)).toMatchObject({ type: action.type, [wire]: one });
    await object.destroy();
  });

  test(`\`${name}\` is written, seen as drift, and taken away`, async () => {
    const inputs = declared({ ...action, [name]: one });
    const object = await made("Automation", inputs);
    const { id } = object.stored!;
    expect(await read(id)).toMatchObject({ [wire]: one });
    await object.refresh();
    expect(await object.preview(inputs)).toEqual({ changes: false, replaces: [] });
    await write(id, other);
    await object.refresh();
    expect(await object.up(inputs)).toBe("updated");
    expect(await read(id)).toMatchObject({ [wire]: one });
    expect(await object.up({ ...inputs, actions: [inputs.actions[0], action] })).toBe("updated");
    expect((await read(id))[wire] || undefined).toBeUndefined();
    await object.destroy();
  });
}
