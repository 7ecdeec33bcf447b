import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const flow = (name: string) => `from syntask import flow\n\n\n@flow\ndef ${name}(size=1):\n    pass\n`;

const deployment = (name: string, rest = "", jobVariables = "{}") => `  - name: ${name}
    entrypoint: etl.py:etl
    work_pool: { name: etl, job_variables: ${jobVariables} }
${rest}`;

const trigger = `    triggers:
      - { enabled: true, match: { prefect.resource.id: "*" }, expect: [flow-run.Completed] }
`;

const project = (...deployments: string[]) => `name: etl\npull: []\ndeployments:\n${deployments.join("")}`;

const environment = '    parameters: { size: "{{ $FLOW_SIZE }}" }\n    description: "{{ $FLOW_TOKEN }}"\n';

const files = {
  "flows/etl.py": flow("etl"),
  "flows/notes.md": "notes",
  "flows/own.ignore": "*.txt\n",
  "flows/packages.txt": "requests\n",
  "others/other.py": flow("other"),
  "others/Dockerfile": "FROM scratch\n",
  "project/etl.py": flow("etl"),
  "project/syntask.yaml": project(deployment("nightly", trigger), deployment("hourly")),
  "project/other.yaml": project(deployment("weekly")),
  "project/built.yaml": project(deployment("nightly", "", '{ image: "{{ build.image }}" }')),
  "project/variables.yaml": project(
    deployment("nightly", '    parameters: { size: "{{ syntask.variables.size }}" }\n'),
  ),
  "project/environment.yaml": project(deployment("nightly", environment)),
  "other-project/etl.py": flow("etl"),
  "other-project/syntask.yaml": project(deployment("monthly")),
};

/** The folder of a program, with the flow code and the projects of the samples. */
export class ProgramFolder {
  readonly #path = mkdtempSync(join(tmpdir(), "pulumi-syntask-components-"));
  readonly #before = process.cwd();

  constructor() {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#path, file)), { recursive: true });
      writeFileSync(join(this.#path, file), text);
    }
    Object.assign(process.env, { FLOW_SIZE: "7", FLOW_TOKEN: "hush" });
    process.chdir(this.#path);
  }

  remove(): void {
    process.chdir(this.#before);
    rmSync(this.#path, { recursive: true });
  }
}
