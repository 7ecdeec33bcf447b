import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { PullStep } from "../storage/flow-storage.js";
import { setWorkingDirectory } from "../storage/pull-steps.js";
import type { ImageBuildArgs } from "./image-args.js";

const defaultPath = "/opt/flows";

/** Folder of the code in an image: as it is given, or where a build puts it; of another image it is not known. */
export const codePath = (path: string | undefined, build: ImageBuildArgs | undefined): string | undefined =>
  path ?? (build && defaultPath);

/** What is wrong with a folder in an image, as the rest of a line that begins with its name. */
export const faultOfPath = (path: string): string | undefined =>
  /^\/[^\s"'$]*[^\s"'$/]$/.test(path) ? undefined : `is "${path}"; write an absolute folder, such as ${defaultPath}`;

/** A worker goes to the folder; where there is none, the code is installed as a package. */
export const pullStepsOf = (path: string | undefined): pulumi.Output<PullStep[]> =>
  path === undefined ? pulumi.output([]) : pulumi.all([setWorkingDirectory({ directory: path })]);

/** The folder on disk that a build copies as it is; where a Dockerfile of the user's puts the code is not known. */
export const localFolderOf = (build: ImageBuildArgs | undefined): string | undefined =>
  build && build.dockerfile === undefined && !existsSync(join(build.context, "Dockerfile")) ? build.context : undefined;
