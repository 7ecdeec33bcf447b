import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const flows = `from syntask import flow

@flow
def main(day: str = "today", size: int = 3):
    """Moves the data."""

@flow(name="Report")
def report(): pass
`;

/** A folder with two flows and a project file, for a test. */
export class ProjectFolder {
  readonly path = mkdtempSync(join(tmpdir(), "pulumi-syntask-project-"));

  constructor() {
    this.write(flows, "etl.py");
  }

  write(content: string, name = "syntask.yaml"): void {
    writeFileSync(join(this.path, name), content);
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** A deployment in a project file. */
export const entry = (name: string, rest = ""): string => `  - name: ${name}
    entrypoint: etl.py:main
    work_pool: { name: etl${rest} }
`;
