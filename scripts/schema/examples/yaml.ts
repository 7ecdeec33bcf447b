import { stringify } from "yaml";
import { valuesIn } from "./layout.js";
import type { Statement, Value } from "./model.js";

export function yaml(statements: readonly Statement[]): string {
  const secrets = valuesIn(statements, "secret").map(({ key }) => [key, { type: "string", secret: true }]);
  const isOf = (is: Statement["is"]) => (statement: Statement) => statement.is === is;
  const program = {
    configuration: Object.fromEntries(secrets),
    variables: Object.fromEntries(statements.filter(isOf("look-up")).map(lookUp)),
    resources: Object.fromEntries(statements.filter(isOf("resource")).map(resource)),
  };
  return stringify(withoutEmpty(program), { lineWidth: 0 });
}

const lookUp = ({ variable, token, inputs }: Statement) => [
  variable,
  { "fn::invoke": { function: shortToken(token), arguments: plain(inputs) } },
];

function resource({ variable, name, token, inputs }: Statement) {
  const otherName = variable === undefined || variable === name ? {} : { name };
  const properties = withoutEmpty({ properties: plain(inputs) as object });
  return [variable ?? name, { type: shortToken(token), ...otherName, ...properties }];
}

const shortToken = (token: string): string => token.replace(":index:", ":");

const withoutEmpty = (objects: Record<string, object>): object =>
  Object.fromEntries(Object.entries(objects).filter(([, object]) => Object.keys(object).length > 0));

/** A value as YAML has it. */
function plain(value: Value): unknown {
  switch (value.is) {
    case "literal":
    case "word":
      return value.value;
    case "output":
      return `\${${value.of}${value.name ? `.${value.name}` : ""}}`;
    case "secret":
      return `\${${value.key}}`;
    case "text":
      return value.parts.map((part) => (typeof part === "string" ? part : plain(part))).join("");
    case "list":
      return value.items.map(plain);
    case "object":
      return Object.fromEntries(value.entries.map(([key, inner]) => [key, plain(inner)]));
  }
}
