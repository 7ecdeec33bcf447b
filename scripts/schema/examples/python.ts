import { enclosed, type Language, pathOf, step, usesPulumi, valuesIn, written } from "./layout.js";
import type { Statement } from "./model.js";

const snakeCase = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

const flags = { true: "True", false: "False" };

const language: Language = {
  literal: (value) => (typeof value === "boolean" ? flags[`${value}`] : JSON.stringify(value)),
  word: (token, value) => `${pathOf(token)}.${snakeCase(value).replaceAll("-", "_").toUpperCase()}`,
  gap: "",
  key: (name, isTyped) => `${JSON.stringify(isTyped ? snakeCase(name) : name)}: `,
  output: (of, name) => snakeCase(name ? `${of}.${name}` : of),
  secret: (key) => `config.require_secret(${JSON.stringify(key)})`,
  text: (parts) => {
    const texts = parts.map((part) => (typeof part === "string" ? JSON.stringify(part) : written(language, part)));
    return `pulumi.Output.concat(${texts.join(", ")})`;
  },
};

export function python(statements: readonly Statement[]): string {
  const needsConfig = valuesIn(statements, "secret").length > 0;
  return [
    ...(usesPulumi(statements) ? ["import pulumi"] : []),
    "import pulumi_syntask as syntask",
    "",
    ...(needsConfig ? ["config = pulumi.Config()"] : []),
    ...statements.map((statement) => {
      const { variable } = statement;
      return `${variable === undefined ? "" : `${snakeCase(variable)} = `}${expression(statement)}`;
    }),
  ].join("\n");
}

function expression({ is, token, name, inputs }: Statement): string {
  const entries = inputs.is === "object" ? inputs.entries : [];
  const args = entries.map(([key, value]) => `${snakeCase(key)}=${written(language, value, step)}`);
  const called = is === "look-up" ? `${pathOf(token, snakeCase)}_output` : pathOf(token);
  return called + enclosed(["(", ")"], "", is === "look-up" ? args : [JSON.stringify(name), ...args]);
}
