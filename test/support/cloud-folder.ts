import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flow } from "./worker-contract";

/** What the double of a provider writes down, a file for each object, beside the flows of workers that share this disk. */
export class CloudFolder {
  private constructor(
    private readonly folder: string,
    readonly path: string,
  ) {}

  static async make(prefix: string): Promise<CloudFolder> {
    const folder = await mkdtemp(join(tmpdir(), prefix));
    const cloud = new CloudFolder(folder, join(folder, "cloud"));
    await mkdir(cloud.path);
    await mkdir(cloud.flows);
    await writeFile(join(cloud.flows, "etl.py"), flow);
    return cloud;
  }

  private get flows(): string {
    return join(this.folder, "flows");
  }

  /** The part of a program that deploys the flow, and gives the outputs that the suite reads. */
  deployment(name: string): string {
    return `
const deployment = new syntask.Deployment("${name}", {
  flow: "main",
  entrypoint: "etl.py:main",
  pullSteps: [syntask.setWorkingDirectory({ directory: "${this.flows}" })],
  workPool,
});
Object.assign(exports, { workerName: worker.workerName, id: deployment.id });
`;
  }

  /** Files of what is in the cloud, by its id. */
  async filesOf(pattern: RegExp): Promise<string[]> {
    return (await this.files())
      .filter((file) => pattern.test(decodeURIComponent(file)))
      .map((file) => join(this.path, file));
  }

  files(): Promise<string[]> {
    return readdir(this.path);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
