"""One task as Fargate runs it: its roles, its secrets, its container as a process of this machine, its health and its log."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import boto3
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

ECS = "ecs-tasks.amazonaws.com"
ISOLATE = str(Path(__file__).with_name("ecs_host_name.py"))
HEALTH_PORT = "8080"


class CannotStart(Exception):
    """Why ECS stops a task before its container has run."""


class Running:
    """A container. It is told to `stop`, and has an `exit_code` when it has ended."""

    def __init__(self, task, definition, place):
        self.place = place
        self.container = definition.container_definitions[0]
        self.overrides = next(iter(task.overrides.get("containerOverrides", [])), {})
        self.task_id = task.id
        self.health = "UNKNOWN"
        self.stopping_since = None
        self.execution = self.assume(task.overrides.get("executionRoleArn") or definition.execution_role_arn)
        self.role = self.assume(task.overrides.get("taskRoleArn") or definition.task_role_arn)
        self.port = free_port()
        self.folder = tempfile.mkdtemp(prefix="ecs-task-")
        self.environment = self.whole_environment()
        self.log = self.open_log()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, ISOLATE, f"ip-{task.id[:8]}.ec2.internal", *self.command()],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        for work in (self.write_log, self.watch_health):
            threading.Thread(target=work, daemon=True).start()

    def assume(self, role_arn):
        """The key of a role that lets ECS take it on."""
        if role_arn is None:
            return {}
        iam = iam_backends[self.place.account]["aws"]
        role = next((one for one in iam.roles.values() if one.arn == role_arn), None)
        trust = json.loads(role.assume_role_policy_document)["Statement"] if role else []
        if not any(one["Effect"] == "Allow" and one["Principal"].get("Service") == ECS for one in trust):
            raise CannotStart(f"ECS was unable to assume the role '{role_arn}'")
        sts = sts_backends[self.place.account]["aws"]
        session = sts.assume_role(self.place.region, self.task_id, role_arn, None, 3600, None)
        return {
            "aws_access_key_id": session.access_key_id,
            "aws_secret_access_key": session.secret_access_key,
            "aws_session_token": session.session_token,
        }

    def client(self, service):
        """As the execution role, and nobody else."""
        return boto3.client(service, region_name=self.place.region, endpoint_url=self.place.url, **self.execution)

    def secrets(self):
        found = {}
        for secret in self.container.get("secrets", []):
            *arn, key, _, version = secret["valueFrom"].split(":")
            try:
                value = self.client("secretsmanager").get_secret_value(SecretId=":".join(arn), VersionId=version)
            except Exception as error:
                raise CannotStart(f"ResourceInitializationError: unable to pull secrets: {error}") from error
            found[secret["name"]] = json.loads(value["SecretString"])[key]
        return found

    def whole_environment(self):
        """What the task definition says, what its overrides say, and what Fargate adds by itself."""
        own = [*self.container.get("environment", []), *self.overrides.get("environment", [])]
        role = {name.upper(): value for name, value in self.role.items()}
        return {
            "PATH": f"{self.place.python}:{os.environ['PATH']}",
            "HOME": self.folder,
            "AWS_REGION": self.place.region,
            "AWS_DEFAULT_REGION": self.place.region,
            "AWS_ENDPOINT_URL": self.place.url,
            **role,
            **{one["name"]: self.with_own_port(one["name"], one["value"]) for one in own},
            **self.secrets(),
        }

    def with_own_port(self, name, value):
        """Each task has a network of its own on Fargate; here all share that of the machine."""
        return str(self.port) if name.endswith("_WORKER_WEBSERVER_PORT") else value

    def command(self):
        return self.overrides.get("command") or self.container["command"]

    def open_log(self):
        options = self.container.get("logConfiguration", {}).get("options")
        if not options:
            return None
        prefix = options.get("awslogs-stream-prefix", "ecs")
        stream = {
            "logGroupName": options["awslogs-group"],
            "logStreamName": f"{prefix}/{self.container['name']}/{self.task_id}",
        }
        try:
            self.client("logs").create_log_stream(**stream)
        except Exception as error:
            raise CannotStart(f"ResourceInitializationError: failed to create the log stream: {error}") from error
        return stream

    def write_log(self):
        for line in self.process.stdout:
            if self.log is None:
                continue
            event = {"timestamp": int(time.time() * 1000), "message": line.rstrip("\n") or " "}
            self.client("logs").put_log_events(**self.log, logEvents=[event])

    def watch_health(self):
        check = self.container.get("healthCheck")
        if not check:
            self.health = "HEALTHY"
            return
        command = [word.replace(f":{HEALTH_PORT}/", f":{self.port}/") for word in check["command"][1:]]
        failures = 0
        while self.process.poll() is None:
            time.sleep(self.place.health_seconds or check["interval"])
            if self.passes(command, check["timeout"]):
                failures, self.health = 0, "HEALTHY"
            elif self.health == "HEALTHY" or time.monotonic() - self.started > check["startPeriod"]:
                failures += 1
                if failures >= check["retries"]:
                    self.health = "UNHEALTHY"
                    return

    def passes(self, command, seconds):
        try:
            return subprocess.run(command, env=self.environment, capture_output=True, timeout=seconds).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def stop(self):
        """SIGTERM, and SIGKILL when the container takes longer than it may."""
        if self.stopping_since is None:
            self.stopping_since = time.monotonic()
            self.signal(signal.SIGTERM)
        elif time.monotonic() - self.stopping_since > (self.place.stop_seconds or self.container.get("stopTimeout", 30)):
            self.signal(signal.SIGKILL)

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    @property
    def exit_code(self):
        """None while it runs; 128 and the number of the signal that ended it."""
        code = self.process.poll()
        return code if code is None or code >= 0 else 128 - code

    def remove(self):
        """What a container leaves behind goes with it."""
        self.signal(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
