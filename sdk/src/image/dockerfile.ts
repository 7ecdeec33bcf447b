export interface DockerfileSettings {
  /** Image to start from. */
  baseImage: string;
  /** Folder of the code in the image. */
  path: string;
  /** File of the context with Python packages to install, if there is one. */
  requirements: string | undefined;
}

/** Neither root nor a user that images have already. */
const user = "1000:1000";

/**
 * A Dockerfile for flow code. The packages come before the code, so that a change of the code installs nothing anew.
 * The user's home is the folder of the code, the one place where it may write.
 */
export const dockerfileOf = ({ baseImage, path, requirements }: DockerfileSettings): string =>
  [
    `FROM ${baseImage}`,
    ...(requirements
      ? [
          `COPY ${JSON.stringify([requirements, "/tmp/requirements.txt"])}`,
          "RUN pip install --no-cache-dir -r /tmp/requirements.txt",
        ]
      : []),
    `COPY --chown=${user} . ${path}/`,
    `ENV HOME=${path}`,
    `WORKDIR ${path}`,
    `USER ${user}`,
    "",
  ].join("\n");
