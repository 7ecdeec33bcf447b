import * as pulumi from "@pulumi/pulumi";

/**
 * A folder as a worker wants it in a pull step: no `./`, no `//`, a slash at the end, `""` for the whole bucket.
 * Source: `docs/server-rules.md`, "Folders in stores"
 */
export const withSlash = (folder: pulumi.Input<string>): pulumi.Output<string> =>
  pulumi.output(folder).apply((known) => {
    const parts = known.split("/").filter((part) => part !== "" && part !== ".");
    return parts.map((part) => `${part}/`).join("");
  });
