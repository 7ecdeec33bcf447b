import { oldest } from "../api/server-version.js";
import { nearest } from "../checks/nearest.js";
import type { Json } from "../engine/definition.js";
import { decoratorName } from "./classes.js";
import { type Binding, docstringLiteral, PythonModule } from "./module.js";
import { parameterSchemaOf } from "./parameter-schema.js";
import { schemaOfVersion } from "./schema-versions.js";
import { argumentsOf, type Syntax } from "./syntax.js";
import { cleanDocstring, textOf } from "./text.js";
import { constantOf } from "./values.js";

/** A flow as its source tells. */
export interface PythonFlow {
  /** The decorator's `name`, else the function's with dashes for underscores. */
  name: string;
  /** The decorator's `description`, else the docstring. */
  description?: string;
  /** As servers of each version write it; {@link settledSchema} makes one schema of it. */
  versionedSchema: Record<string, Json>;
  /** As the oldest server writes it. */
  parameterOpenApiSchema: Record<string, Json>;
}

const flowDecorator = /^(syntask|prefect)\.(flows\.)?flow$/;
const taskDecorator = /^(syntask|prefect)\.(tasks\.)?task$/;

/**
 * Reads a flow without running anything.
 *
 * @param file how the source is called in an error
 * @returns `undefined` when the name comes from elsewhere (an import, a call, an unknown decorator), so that only running the code would tell
 * @throws when the source has no such flow
 */
export function readFlow(source: string, functionName: string, file: string): PythonFlow | undefined {
  const module = new PythonModule(source);
  return flowIn(module, functionName, file);
}

/** The same of a module that is there already. */
export function flowIn(module: PythonModule, functionName: string, file: string): PythonFlow | undefined {
  const binding = module.lastBinding(functionName);
  if (module.isSet(functionName)) return undefined;
  if (binding?.kind === "function") {
    const decorator = binding.decorators.find((one) => isFlow(one, module));
    if (decorator) return describe(functionName, binding.syntax, decorator, module);
    const isTask = binding.decorators.some((one) => taskDecorator.test(decoratorName(one, module) ?? ""));
    if (isTask)
      throw new Error(
        `${file} has no flow '${functionName}': the function is a task${otherFlow(functionName, module)}`,
      );
    if (binding.decorators.length > 0) return undefined;
    throw new Error(
      `${file} has no flow '${functionName}': the function is not decorated with @flow${otherFlow(functionName, module)}`,
    );
  }
  if (binding?.kind === "class") throw new Error(`${file} has no flow '${functionName}': it is a class`);
  if (binding || module.importsEverything) return undefined;
  throw new Error(`${file} has no flow '${functionName}'${otherFlow(functionName, module)}`);
}

function otherFlow(name: string, module: PythonModule): string {
  const flows = [...module.bindings].filter(([, binding]) => isFlowFunction(binding, module)).map(([flow]) => flow);
  const near = nearest(name, flows).replaceAll('"', "'");
  if (near) return near;
  return flows.length > 0 ? `; it has ${flows.map((flow) => `'${flow}'`).join(", ")}` : "; it has no flow at all";
}

const isFlowFunction = (binding: Binding, module: PythonModule): boolean =>
  binding.kind === "function" && binding.decorators.some((decorator) => isFlow(decorator, module));

const isFlow = (decorator: Syntax, module: PythonModule): boolean =>
  flowDecorator.test(decoratorName(decorator, module) ?? "");

function describe(
  functionName: string,
  syntax: Syntax,
  decorator: Syntax,
  module: PythonModule,
): PythonFlow | undefined {
  const given = argumentsOf(decorator.first("ArgList"));
  const argument = (name: string) => given.find((one) => one.name === name)?.value;
  const name = argument("name");
  const known = name === undefined ? null : constantOf(name, module);
  if (known === undefined || given.some(({ stars }) => stars)) return undefined;
  const written = textOf(docstringLiteral(syntax) ?? "''");
  const docstring = written ? cleanDocstring(written) : undefined;
  const own = argument("description");
  const said = own === undefined ? null : constantOf(own, module);
  const description = said === undefined ? undefined : said || docstring;
  const versionedSchema = parameterSchemaOf(syntax, docstring, module);
  return {
    name: typeof known === "string" && known !== "" ? known : functionName.replaceAll("_", "-"),
    ...(typeof description === "string" && description !== "" && { description }),
    versionedSchema,
    parameterOpenApiSchema: schemaOfVersion(oldest, versionedSchema),
  };
}
