import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository, textOf } from "../support/documents";

const clouds = {
  aws: "@pulumi/aws",
  azure: "@pulumi/azure-native",
  gcp: "@pulumi/gcp",
  kubernetes: "@pulumi/kubernetes",
};

/** The types of a cloud that the components make, as the names by which the sources import them tell: `s3.Bucket`. */
function typesMadeIn(folder: string, npmPackage: string): string[] {
  const sources = join(repository, "sdk/src", folder);
  return readdirSync(sources).flatMap((file) => {
    const code = readFileSync(join(sources, file), "utf8");
    const imports = [...code.matchAll(/^import (?!type)(.+?) from "([^"]+)";/gm)].filter(([, , from]) =>
      from!.startsWith(`${npmPackage}/`),
    );
    return imports.flatMap(([, names, from]) => {
      const module = from!.slice(npmPackage.length + 1).split("/")[0]!;
      const [, namespace] = /\* as (\w+)/.exec(names!) ?? [];
      if (namespace) {
        const made = [...code.matchAll(new RegExp(`new ${namespace}\\.(\\w+)\\(`, "g"))];
        return made.map(([, type]) => `${module}.${type}`);
      }
      const imported = [...names!.matchAll(/(?<!type )\b([A-Z]\w+)/g)].map(([, type]) => type!);
      const prefix = folder === "kubernetes" ? "" : `${module}.`;
      return imported.filter((type) => code.includes(`new ${type}(`)).map((type) => `${prefix}${type}`);
    });
  });
}

test.each(Object.entries(clouds))("the rights of an up name each type that components of %s make", (folder, from) => {
  const types = [...new Set(typesMadeIn(folder, from))];
  expect(types.length).toBeGreaterThan(5);
  const page = textOf("docs/permissions.md");
  expect(types.filter((type) => !page.includes(`\`${type}\``))).toEqual([]);
});

test("a storage's bucket, user and role are what the policy of AWS is bound to", () => {
  const [policy] = /\{\n {2}"Version"[\s\S]*?\n\}/.exec(textOf("docs/permissions.md"))!;
  const { Statement } = JSON.parse(policy) as {
    Statement: { Action: string | string[]; Resource: string | string[] }[];
  };
  const unbound = Statement.filter(({ Resource }) => Resource === "*").flatMap(({ Action }) => Action);
  expect(unbound.filter((action) => /^(s3|iam|secretsmanager):/.test(action))).toEqual([]);
});
