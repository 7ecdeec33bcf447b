import { definitions } from "../../sdk/src/provider";

test("the values that a program computes in TypeScript are computed for others", () => {
  const derive = (kind: string, inputs: object, id: unknown = "1") => {
    const connection = {
      uiUrl: "http://ui",
      dialect: { blockPlaceholder: (slug: string, name: string) => `${slug}.${name}` },
    };
    const derived = Object.entries(definitions.get(kind)!.derived!);
    return Object.fromEntries(
      derived.map(([name, value]) => [name, value({ id, inputs, connection: connection as never })]),
    );
  };
  expect(derive("Deployment", {})).toEqual({ url: "http://ui/deployments/deployment/1" });
  expect(derive("Secret", { name: "token" })).toEqual({
    documentId: "1",
    typeSlug: "secret",
    reference: "secret.token",
  });
  expect(derive("Block", { name: "a", typeSlug: "b" })).toEqual({ documentId: "1", typeSlug: "b", reference: "b.a" });
});
