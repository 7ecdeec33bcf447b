import { spawn } from "node:child_process";
import { join } from "node:path";

/** An empty server beside the one that the tests share. */
export class SecondServer {
  private constructor(
    readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  /** @param settings its `series`, more of its `environment`, and the `home` of a database that stays, with its `port` */
  static start(
    settings: { series?: string; environment?: Record<string, string>; home?: string; port?: number } = {},
  ): Promise<SecondServer> {
    const child = spawn(process.execPath, [join(__dirname, "start-second-server.mjs"), JSON.stringify(settings)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = new Promise<void>((done) => child.on("close", () => done()));
    const stop = async () => {
      child.stdin.end();
      await ended;
    };
    return new Promise((started, failed) => {
      let output = "";
      child.stdout.on("data", (data) => {
        output += data;
        const url = /^(http\S+)\n/m.exec(output)?.[1];
        if (url) started(new SecondServer(url, stop));
      });
      child.on("close", () => failed(new Error(`the second server did not start: ${output}`)));
    });
  }
}
