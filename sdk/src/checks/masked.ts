import type { CheckFailures } from "../engine/check-failures.js";

/** What the server shows in the place of a secret. */
export const mask = "********";

/** The server takes its own mask as "keep what is stored". Source: `docs/server-rules.md`, "Blocks". */
export function checkNotMasked(property: string, value: unknown, failures: CheckFailures): void {
  if (value === mask) {
    failures.add(property, `is ${mask}, the server's mask for a secret that it does not show; write the secret itself`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) checkNotMasked(`${property}.${key}`, inner, failures);
  }
}
