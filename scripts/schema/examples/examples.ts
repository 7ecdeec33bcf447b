import { OnlyInTypeScript, type OutputGiven, readExample, type Schema, type Statement } from "./model.js";
import { python } from "./python.js";
import { typescript } from "./typescript.js";
import { yaml } from "./yaml.js";

/**
 * An example of the sources in the languages of the schema. Pulumi's generators take it in this form, and each shows its own.
 *
 * @returns nothing of one that TypeScript alone can write
 */
export function exampleText(code: string, schema: Schema, outputGiven: OutputGiven): string | undefined {
  try {
    return shown(readExample(code, schema, outputGiven));
  } catch (error) {
    if (error instanceof OnlyInTypeScript) return undefined;
    throw error;
  }
}

function shown(statements: readonly Statement[]): string {
  const blocks = Object.entries({ typescript, python, yaml }).map(
    ([language, write]) => `\`\`\`${language}\n${write(statements).trim()}\n\`\`\``,
  );
  return ["{{% examples %}}", "{{% example %}}", ...blocks, "{{% /example %}}", "{{% /examples %}}"].join("\n");
}
