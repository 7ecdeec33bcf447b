import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { Declarations } from "../declarations";
import { secretValue, type Variable } from "./cloud-run-instance";
import type { GcsEmulator } from "./gcs-emulator";

interface Settings {
  /** Folder in which the double of Google's provider writes down roles, members and secrets. */
  folder: string;
  /** Folder with the programs that an image would have. */
  python: string;
  /** Where service accounts and their tokens are. */
  google: GcsEmulator;
  tls: { cert: Buffer; key: Buffer };
}

/** The parts of a job that an execution runs. */
interface Template {
  template: { serviceAccount: string; containers: [{ command: string[]; args?: string[]; env: Variable[] }] };
}

interface Execution {
  name: string;
  process: ChildProcess;
  home: string;
  started: string;
  completed?: { at: string; exitCode: number | null };
}

interface Job {
  name: string;
  template: Template;
  created: string;
  executions: Map<string, Execution>;
}

/** A call that Google refuses. */
class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const callPath =
  /^\/v2\/(?<place>projects\/(?<project>[^/]+)\/locations\/[^/]+)\/(?<kind>jobs|services)(?:\/(?<job>[^/:]+))?(?<executions>\/executions)?(?:\/(?<execution>[^/:]+))?(?::(?<verb>\w+))?$/;

const verbs: Record<string, string> = { DELETE: "delete", PATCH: "update", POST: "create" };

/**
 * Jobs of Cloud Run behind its API: an execution is the container's command as a process of this machine, with the secrets that the
 * job's service account may read. Each call is asked of the roles that the double of Google's provider has written down.
 */
export class CloudRunJobs {
  /** Templates of all jobs that were made, as whoever may describe jobs sees them. */
  readonly described: Template[] = [];
  readonly #jobs = new Map<string, Job>();
  readonly #declarations: Declarations;

  private constructor(
    private readonly settings: Settings,
    private readonly server: Server,
  ) {
    this.#declarations = new Declarations(settings.folder);
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  static async start(settings: Settings): Promise<CloudRunJobs> {
    const server = createServer(settings.tls);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new CloudRunJobs(settings, server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const job of this.#jobs.values()) await this.#delete(job);
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** What the API answers to whom a token was given. */
  async call(token: string, method: string, path: string, body: any = {}): Promise<unknown> {
    const { pathname, searchParams } = new URL(path, "https://run.googleapis.com");
    const { place, project, kind, job, executions, execution, verb } = callPath.exec(pathname)?.groups ?? {};
    if (!place) throw new Refused(404, `The requested URL ${path} was not found on this server.`);
    const single = execution ?? (executions ? undefined : job);
    const permission = `run.${executions ? "executions" : kind}.${verb ?? verbs[method] ?? (single ? "get" : "list")}`;
    const email = await this.#emailOf(token);
    await this.#refuseUnlessPermitted(email, permission, project!, pathname.slice("/v2/".length));
    switch (permission) {
      case "run.jobs.create":
        return this.#create(email, `${place}/jobs/${searchParams.get("jobId")}`, body.template);
      case "run.jobs.run":
        return this.#run(this.#find(`${place}/jobs/${job}`), project!);
      case "run.jobs.get":
        return described(this.#find(`${place}/jobs/${job}`));
      case "run.jobs.delete":
        return this.#delete(this.#find(`${place}/jobs/${job}`));
      case "run.executions.list":
        return { executions: [...this.#find(`${place}/jobs/${job}`).executions.keys()].map((name) => ({ name })) };
      case "run.executions.get":
        return this.#execution(this.#find(`${place}/jobs/${job}`), execution!);
      case "run.executions.delete":
        return this.#remove(this.#find(`${place}/jobs/${job}`), execution!);
      default:
        throw new Refused(501, `the emulator does not do ${permission}`);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const given = await text(request);
    const answer = await this.call(token, request.method!, request.url!, given === "" ? {} : JSON.parse(given)).then(
      (body) => ({ status: 200, body }),
      ({ status = 500, message }) => ({ status, body: { error: { code: status, message } } }),
    );
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  }

  async #emailOf(token: string): Promise<string> {
    const { status, text: answer } = await this.settings.google.request("GET", `/tokeninfo?access_token=${token}`);
    if (status !== 200) throw new Refused(401, "Request had invalid authentication credentials.");
    return JSON.parse(answer).email;
  }

  async #refuseUnlessPermitted(email: string, permission: string, project: string, resource: string): Promise<void> {
    const [start, end] = [`${project}/`, `/serviceAccount:${email}`];
    const members = (await this.#declarations.idsInFolder()).filter((id) => id.startsWith(start) && id.endsWith(end));
    for (const member of members) {
      const role = await this.#declarations.textOf(member.slice(start.length, -end.length));
      if (role && JSON.parse(role).permissions.includes(permission)) return;
    }
    throw new Refused(403, `Permission '${permission}' denied on resource '${resource}' (or resource may not exist).`);
  }

  async #create(email: string, name: string, template: Template): Promise<object> {
    const { serviceAccount } = template.template;
    const [project] = /projects\/[^/]+/.exec(name)!;
    const grant = `${project}/serviceAccounts/${serviceAccount}/roles/iam.serviceAccountUser/serviceAccount:${email}`;
    if ((await this.#declarations.textOf(grant)) === undefined) {
      throw new Refused(
        403,
        `Permission 'iam.serviceaccounts.actAs' denied on service account ${serviceAccount} (or it may not exist).`,
      );
    }
    this.described.push(template);
    const job = { name, template, created: now(), executions: new Map<string, Execution>() };
    this.#jobs.set(name, job);
    return { name: `${name}/operations/${randomUUID()}`, metadata: described(job) };
  }

  async #run(job: Job, project: string): Promise<object> {
    const name = `${job.name}/executions/${randomUUID()}`;
    const { serviceAccount, containers } = job.template.template;
    const [{ command, args = [], env }] = containers;
    const identity = { project, serviceAccount };
    const settings = { folder: this.settings.folder, accountExists: async () => true };
    const variables = await Promise.all(
      env.map(async ({ name: variable, value, valueSource }) => [
        variable,
        valueSource ? await secretValue(valueSource.secretKeyRef, identity, settings) : value,
      ]),
    );
    const home = await mkdtemp(join(tmpdir(), "cloud-run-job-"));
    const [program, ...rest] = [...command, ...args];
    const process = spawn(program!, rest, {
      cwd: home,
      env: {
        PATH: `${this.settings.python}${delimiter}/usr/bin:/bin`,
        HOME: home,
        ...Object.fromEntries(variables),
      },
      stdio: "ignore",
      detached: true,
    });
    const execution: Execution = { name, process, home, started: now() };
    process.once("exit", (exitCode) => {
      execution.completed = { at: now(), exitCode };
    });
    job.executions.set(name, execution);
    return { name: `${job.name}/operations/${randomUUID()}`, metadata: { name } };
  }

  #execution(job: Job, id: string): object {
    const { name, started, completed } = this.#findExecution(job, id);
    const state = completed?.exitCode === 0 ? "CONDITION_SUCCEEDED" : "CONDITION_FAILED";
    return {
      ...common(name, started),
      startTime: started,
      ...(completed && { completionTime: completed.at, conditions: [{ type: "Completed", state }] }),
      job: job.name.split("/").at(-1),
      parallelism: 1,
      taskCount: 1,
      template: job.template.template,
      logUri: "https://console.cloud.google.com/logs",
    };
  }

  async #remove(job: Job, id: string): Promise<object> {
    const { name, process: running, home, completed } = this.#findExecution(job, id);
    if (!completed) process.kill(-running.pid!, "SIGKILL");
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    job.executions.delete(name);
    return {};
  }

  async #delete(job: Job): Promise<object> {
    for (const name of job.executions.keys()) await this.#remove(job, name.split("/").at(-1)!);
    this.#jobs.delete(job.name);
    return {};
  }

  #find(name: string): Job {
    const found = this.#jobs.get(name);
    if (!found) throw new Refused(404, `Resource '${name}' was not found`);
    return found;
  }

  #findExecution(job: Job, id: string): Execution {
    const found = job.executions.get(`${job.name}/executions/${id}`);
    if (!found) throw new Refused(404, `Resource '${job.name}/executions/${id}' was not found`);
    return found;
  }
}

const now = (): string => new Date().toISOString();

const common = (name: string, createTime: string) => ({
  name,
  uid: randomUUID(),
  generation: "1",
  createTime,
  updateTime: createTime,
  launchStage: "GA",
  etag: "1",
});

const described = ({ name, created, template, executions }: Job) => ({
  ...common(name, created),
  template,
  terminalCondition: { type: "Ready", state: "CONDITION_SUCCEEDED" },
  executionCount: executions.size,
  latestCreatedExecution: {},
});
