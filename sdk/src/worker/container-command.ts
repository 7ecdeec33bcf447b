/** What the name of a worker has in the place of the machine's name, which is known when it starts. */
export const instancePlaceholder = "{instance}";

/**
 * Starts the worker's command with a name of this instance. A machine that has no name of its own gets one by chance.
 * Python is there in any image that has a worker; a shell may not be.
 */
const namingLauncher = `
import os, socket, sys, uuid
host = socket.gethostname()
instance = uuid.uuid4().hex[:8] if host in ("", "localhost") else host
os.execvp(sys.argv[1], [word.replace("${instancePlaceholder}", instance) for word in sys.argv[1:]])
`;

/** Folder of files that hold secrets, each named as the environment variable that it is. */
export const secretsFolder = "/run/syntask-worker";

/**
 * Starts the worker's command with the secrets of a folder in its environment, where they are in no description of the container.
 * Without secrets there is no folder.
 */
const secretsLauncher = `
import os, pathlib, sys
folder = pathlib.Path("${secretsFolder}")
for file in folder.iterdir() if folder.is_dir() else []:
    os.environ[file.name] = file.read_text()
os.execvp(sys.argv[1], sys.argv[1:])
`;

/** Environment variable with all secrets as JSON, where a secret of the platform has one value and no parts. */
export const secretsVariable = "WORKER_SECRETS";

/** Starts the worker's command with each of these secrets in a variable of its own. */
const secretsVariableLauncher = `
import json, os, sys
os.environ.update(json.loads(os.environ.pop("${secretsVariable}")))
os.execvp(sys.argv[1], sys.argv[1:])
`;

const python = (program: string): string[] => ["python", "-c", program.trim()];

export const withInstanceName = (command: string[]): string[] => [...python(namingLauncher), ...command];
export const withSecretsVariable = (command: string[]): string[] => [...python(secretsVariableLauncher), ...command];
export const withSecretFiles = (command: string[]): string[] => [...python(secretsLauncher), ...command];

/** Port on which a worker says how it is. */
export const defaultHealthPort = 8080;

const healthUrl = (port: number): string => `http://127.0.0.1:${port}/health`;

/** Succeeds while the worker polls the server. The images have no curl. */
export const healthCheck = (port = defaultHealthPort): string[] =>
  python(`import urllib.request\nurllib.request.urlopen("${healthUrl(port)}", timeout=5)`);

/** Seconds in which a worker may still be installing packages. */
export const startSeconds = 120;

/**
 * The same for a platform that watches a container's health and does not act on it: a worker that has been there for a while
 * and does not answer three times running is killed, so that the container ends and is started again.
 */
export const healthCheckThatKills = (port: number, afterSeconds = startSeconds): string[] =>
  python(`
import os, signal, sys, time, urllib.request
for attempt in range(3):
    try:
        urllib.request.urlopen("${healthUrl(port)}", timeout=5)
        sys.exit(0)
    except OSError:
        time.sleep(2)
with open("/proc/uptime") as uptime, open("/proc/1/stat") as first:
    started = int(first.read().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    age = float(uptime.read().split()[0]) - started
if age > ${afterSeconds}:
    os.kill(-1, signal.SIGKILL)
sys.exit(1)
`);
