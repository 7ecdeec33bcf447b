import { normalized } from "../../sdk/src/engine/normalize";
import { unknown } from "../../sdk/src/engine/unknown";
import { definitions } from "../../sdk/src/provider";

const of = (kind: string, given: Record<string, unknown>) => normalized(definitions.get(kind)!, "the-resource", given);

test.each([...definitions.values()].filter(({ fields }) => fields))(
  "$kind: what is left out is the resource's name where the table says so, whatever the binding",
  ({ kind, fields = {} }) => {
    const named = Object.keys(fields).filter((name) => fields[name]!.namedLikeResource);
    const inputs = of(kind, {});
    expect(named.map((name) => inputs[name])).toEqual(named.map(() => "the-resource"));
    expect(of(kind, Object.fromEntries(named.map((name) => [name, "given"])))).toMatchObject(
      Object.fromEntries(named.map((name) => [name, "given"])),
    );
  },
);

describe("the flow of a deployment", () => {
  test("is the function's name, with dashes", () => {
    expect(of("Deployment", { entrypoint: "etl.py:load_all" }).flow).toBe("load-all");
    expect(of("Deployment", { entrypoint: "package.flows.load_all" }).flow).toBe("load-all");
  });

  test("is what is given, also where the entrypoint is not known yet", () => {
    expect(of("Deployment", { entrypoint: unknown, flow: "etl" }).flow).toBe("etl");
  });

  test("is not known while the entrypoint is not, and missing without one", () => {
    expect(of("Deployment", { entrypoint: unknown }).flow).toBe(unknown);
    expect(of("Deployment", {}).flow).toBeUndefined();
  });
});

describe("job defaults of a pool", () => {
  test("have the server's names and units, value by value, and what is not known stays so", () => {
    expect(of("WorkPool", { type: "docker", jobDefaults: { memLimit: "2 GiB", image: unknown } }).jobDefaults).toEqual({
      mem_limit: "2048m",
      image: unknown,
    });
    expect(of("WorkPool", { type: "docker", jobDefaults: { memLimit: unknown } }).jobDefaults).toEqual({
      mem_limit: unknown,
    });
    expect(of("WorkPool", { type: "docker", jobDefaults: unknown }).jobDefaults).toBe(unknown);
  });

  test("wait for the pool's type only where a unit depends on it", () => {
    expect(of("WorkPool", { type: unknown, jobDefaults: { memLimit: "2 GiB", image: "etl" } }).jobDefaults).toEqual({
      mem_limit: unknown,
      image: "etl",
    });
  });

  test("keep the names that a template of the user's own has", () => {
    const baseJobTemplate = { variables: { properties: { memLimit: {} } } };
    expect(of("WorkPool", { type: "docker", baseJobTemplate, jobDefaults: { memLimit: "x" } }).jobDefaults).toEqual({
      memLimit: "x",
    });
  });
});
