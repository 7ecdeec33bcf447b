import { parseUrn } from "../../sdk/src/plugin/urn";

test.each([
  [
    "of a resource of the program",
    "urn:pulumi:dev::flows::syntask:index:Variable::greeting",
    { stack: "dev", project: "flows", type: "syntask:index:Variable", name: "greeting" },
  ],
  [
    "of a child, whose type stands after those of its parents",
    "urn:pulumi:dev::flows::my:index:Team$syntask:aws:S3FlowStorage$syntask:index:Secret::team-token",
    { stack: "dev", project: "flows", type: "syntask:index:Secret", name: "team-token" },
  ],
  [
    "whose name has colons, dollars and slashes",
    "urn:pulumi:org/dev::flows::syntask:index:Deployment::a::b$c/d",
    { stack: "org/dev", project: "flows", type: "syntask:index:Deployment", name: "a::b$c/d" },
  ],
])("the URN %s tells its parts", (_, urn, parts) => {
  expect(parseUrn(urn)).toEqual(parts);
});
