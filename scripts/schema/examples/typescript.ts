import { type Language, pathOf, usesPulumi, valuesIn, written } from "./layout.js";
import type { Statement } from "./model.js";

const language: Language = {
  literal: (value) => JSON.stringify(value),
  word: (_, value) => JSON.stringify(value),
  gap: " ",
  key: (name) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: `,
  output: (of, name) => (name ? `${of}.${name}` : of),
  secret: (key) => `config.requireSecret(${JSON.stringify(key)})`,
  text: (parts) => {
    const texts = parts.map((part) => (typeof part === "string" ? part : `\${${written(language, part)}}`));
    return `pulumi.interpolate\`${texts.join("")}\``;
  },
};

/** An example for the package that is generated for TypeScript. */
export function typescript(statements: readonly Statement[]): string {
  const needsConfig = valuesIn(statements, "secret").length > 0;
  return [
    ...(usesPulumi(statements) ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    'import * as syntask from "@pulumi-syntask/syntask";',
    "",
    ...(needsConfig ? ["const config = new pulumi.Config();"] : []),
    ...statements.map((statement) => {
      const { variable } = statement;
      return `${variable === undefined ? "" : `const ${variable} = `}${expression(statement)};`;
    }),
  ].join("\n");
}

function expression({ is, token, name, inputs }: Statement): string {
  const args = written(language, inputs);
  if (is === "look-up") return `${pathOf(token)}Output(${args})`;
  return `new ${pathOf(token)}(${JSON.stringify(name)}${args === "{}" ? "" : `, ${args}`})`;
}
