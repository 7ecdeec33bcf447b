import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";

/**
 * Picks fields of something that was read from a project file, as secrets where their values come from the environment.
 *
 * @param read the whole, once it is known
 * @param filled the whole as the file has it, with the environment filled in
 * @param open the same without the environment
 */
export function fieldPicker<Whole extends object>(
  read: pulumi.Output<Whole>,
  filled: Whole,
  open: Whole | undefined,
): <Field extends keyof Whole>(field: Field) => pulumi.Output<Whole[Field]> {
  return <Field extends keyof Whole>(field: Field) => {
    const value = read.apply((known) => known[field]) as pulumi.Output<Whole[Field]>;
    return isDeepStrictEqual(filled[field], open?.[field]) ? value : markedSecret(value);
  };
}

const markedSecret = <T>(value: pulumi.Output<T>): pulumi.Output<T> => pulumi.secret(value) as pulumi.Output<T>;
