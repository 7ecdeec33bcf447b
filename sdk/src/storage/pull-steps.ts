import * as pulumi from "@pulumi/pulumi";
import type { Json } from "../engine/definition.js";
import { programDialect } from "../provider/program.js";
import type { PullStep } from "./flow-storage.js";

/** What every pull step can have. */
export interface PullStepOptions {
  /** Name by which later steps refer to what this one returns: `{{ id.directory }}`. */
  id?: pulumi.Input<string>;
  /** Packages that a worker installs when the step's function cannot be imported. */
  requires?: pulumi.Input<string | string[]>;
}

/** The args of {@link gitClone}. */
export interface GitCloneArgs extends PullStepOptions {
  /** URL of the repository. */
  repository: pulumi.Input<string>;
  /** Branch or tag. Not together with `commitSha`. @default the remote's default branch */
  branch?: pulumi.Input<string>;
  /** Commit, by its 40 characters. For workers from 3.4.0. */
  commitSha?: pulumi.Input<string>;
  /** Folders to check out, and no others but the files at the top. For workers from 3.1.11. @default all */
  directories?: pulumi.Input<pulumi.Input<string>[]>;
  /** Name of the folder that is cloned into. For workers from 3.6.9. @default that of the repository, with the branch */
  cloneDirectoryName?: pulumi.Input<string>;
  /** Whether submodules are cloned too. @default false */
  includeSubmodules?: pulumi.Input<boolean>;
  /** A block placeholder, such as a `Secret`'s `reference`. Not together with `credentials`. */
  accessToken?: pulumi.Input<string>;
  /** A block placeholder, such as `GitLabCredentials`' `reference`, or an object of such. Not together with `accessToken`. */
  credentials?: pulumi.Input<string | Record<string, pulumi.Input<string>>>;
}

/** Clones a repository into the working directory; returns `directory`. */
export const gitClone = ({
  commitSha,
  cloneDirectoryName,
  includeSubmodules,
  accessToken,
  ...args
}: GitCloneArgs): pulumi.Output<PullStep> =>
  coreStep("git_clone", {
    ...args,
    commit_sha: commitSha,
    clone_directory_name: cloneDirectoryName,
    include_submodules: includeSubmodules,
    access_token: accessToken,
  });

/** The args of {@link setWorkingDirectory}. */
export interface SetWorkingDirectoryArgs extends PullStepOptions {
  /** Path on the worker's disk. */
  directory: pulumi.Input<string>;
}

/** Loads the entrypoint from a folder that the worker has already; returns `directory`. */
export const setWorkingDirectory = (args: SetWorkingDirectoryArgs): pulumi.Output<PullStep> =>
  coreStep("set_working_directory", { ...args });

/** The args of {@link pullFromRemoteStorage}. */
export interface PullFromRemoteStorageArgs extends PullStepOptions {
  /** An fsspec URL, such as `s3://bucket/folder/`. */
  url: pulumi.Input<string>;
  /** Arguments of the fsspec file system, such as `key` and `secret`, by the names that it has for them. @default {} */
  settings?: pulumi.Input<Record<string, pulumi.Input<Json>>>;
}

/** Copies a folder from any place that fsspec reads; returns `directory`. */
export const pullFromRemoteStorage = ({ settings = {}, ...args }: PullFromRemoteStorageArgs): pulumi.Output<PullStep> =>
  pulumi.output(settings).apply((known) => coreStep("pull_from_remote_storage", { ...args, ...known }));

/** The args of {@link pipInstallRequirements}. */
export interface PipInstallRequirementsArgs extends PullStepOptions {
  /** Folder of the requirements file. @default the working directory */
  directory?: pulumi.Input<string>;
  /** Name of the file. @default requirements.txt */
  requirementsFile?: pulumi.Input<string>;
  /** Whether pip's output goes to the worker's log. @default true */
  streamOutput?: pulumi.Input<boolean>;
}

/** Installs Python packages; returns `stdout` and `stderr`. */
export const pipInstallRequirements = ({
  requirementsFile,
  streamOutput,
  ...args
}: PipInstallRequirementsArgs = {}): pulumi.Output<PullStep> =>
  coreStep("pip_install_requirements", { ...args, requirements_file: requirementsFile, stream_output: streamOutput });

/** The args of {@link runShellScript}. */
export interface RunShellScriptArgs extends PullStepOptions {
  /** Commands, one a line. Each runs by itself and without a shell: no pipes, no `&&`, no `cd`. */
  script: pulumi.Input<string>;
  /** Where the script is run. @default the working directory */
  directory?: pulumi.Input<string>;
  /** Environment variables. @default {} */
  env?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Whether the output goes to the worker's log. @default true */
  streamOutput?: pulumi.Input<boolean>;
  /** Whether `$NAME` in the script is replaced. @default false */
  expandEnvVars?: pulumi.Input<boolean>;
}

/** Runs commands; returns `stdout` and `stderr`. */
export const runShellScript = ({ streamOutput, expandEnvVars, ...args }: RunShellScriptArgs): pulumi.Output<PullStep> =>
  coreStep("run_shell_script", { ...args, stream_output: streamOutput, expand_env_vars: expandEnvVars });

/** A step of the server's own library, in the names of the stack's dialect. */
export const coreStep = (name: string, args: Record<string, unknown>): pulumi.Output<PullStep> =>
  pullStep(`${programDialect().stepModule()}.${name}`, args);

/** Any step: a function by its full name, and its arguments. What is left out is not sent, as a step refuses it. */
export const pullStep = (functionName: string, args: Record<string, unknown>): pulumi.Output<PullStep> =>
  pulumi.output(args).apply((known): PullStep => {
    const given = Object.entries(known as Record<string, Json | undefined>).filter(([, value]) => value !== undefined);
    return { [functionName]: Object.fromEntries(given) as Record<string, Json> };
  });
