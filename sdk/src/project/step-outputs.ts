import { ownValue } from "../api/own-value.js";
import { targetOf } from "../checks/placeholders.js";
import type { Json } from "../engine/definition.js";
import { isMapping } from "../engine/json.js";
import type { Mapping } from "./project-file.js";
import { replaced, valueAt } from "./templates.js";

/** A function with its arguments. */
export interface Step {
  /** Its full name. */
  functionName: string;
  args: Mapping;
  id?: string;
}

/** The steps of a section; what is no step is left out. */
export function stepsOf(section: Json | undefined): Step[] {
  return (Array.isArray(section) ? section : []).filter(isMapping).flatMap((step) => {
    const [entry] = Object.entries(step);
    if (!entry) return [];
    const args = isMapping(entry[1]) ? entry[1] : {};
    return [{ functionName: entry[0], args, id: typeof args.id === "string" ? args.id : undefined }];
  });
}

type Outputs = Record<string, Json | undefined>;

/** What build and push steps return, by the last part of their names, as far as their arguments tell. */
const outputsOf: Record<string, (args: Mapping) => Outputs> = {
  push_to_s3: ({ bucket, folder }) => ({ bucket, folder }),
  push_to_gcs: ({ bucket, folder }) => ({ bucket, folder }),
  push_to_azure_blob_storage: ({ container, folder }) => ({ container, folder }),
  build_docker_image: imageOutputs,
  push_docker_image: imageOutputs,
};

function imageOutputs({ image_name, tag, additional_tags }: Mapping): Outputs {
  const isKnown = typeof image_name === "string" && typeof tag === "string";
  return { image_name, tag, additional_tags, image: isKnown ? `${image_name}:${tag}` : undefined };
}

/**
 * What the build and push steps of a project would return, without running them: by their `id` and, as `deploy` has it,
 * all together.
 *
 * @param isFilledIn whether an environment variable is filled in
 */
export function stepOutputs(steps: readonly Step[], isFilledIn: (variable: string) => boolean = () => true): Mapping {
  const outputs: Mapping = {};
  for (const { functionName, args, id } of steps) {
    const known = replaced(args, (placeholder) => {
      const { kind, name } = placeholder;
      if (kind === "environment") {
        const variable = targetOf(placeholder);
        return isFilledIn(variable) ? process.env[variable] : undefined;
      }
      return kind === "output" ? valueAt(outputs, name) : undefined;
    }) as Mapping;
    const own = ownValue(outputsOf, functionName.split(".").at(-1)!)?.(known) ?? {};
    const certain = Object.fromEntries(Object.entries(own).filter(([, value]) => isCertain(value))) as Mapping;
    Object.assign(outputs, certain, id === undefined ? {} : { [id]: certain });
  }
  return outputs;
}

const isCertain = (value: Json | undefined): boolean =>
  value !== undefined && !(typeof value === "string" && value.includes("{{"));
