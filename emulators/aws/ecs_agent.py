"""What Fargate does with the services and tasks that moto only writes down: it runs them, as processes of this machine.

A service rolls to a new task definition as ECS does: the new tasks are healthy before the old ones get SIGTERM. With a circuit
breaker three tasks that fail in a row end the deployment, and the service goes back to the last one that was complete. An image
is not pulled: its command runs with the Python of `ECS_AGENT_PYTHON`, where what the image would install is there already.
"""

import atexit
import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass

from ecs_container import CannotStart, Running
from moto.ecs.models import EC2ContainerServiceBackend, ecs_backends
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.moto_api import state_manager

FAILURES_OF_A_DEPLOYMENT = 3


@dataclass
class Place:
    url: str
    account: str
    region: str
    # Folder with `python`.
    python: str
    # In place of what task definitions say, for tests that do not wait as long.
    health_seconds: float
    stop_seconds: float


class Agent:
    def __init__(self, place):
        self.place = place
        self.backend = ecs_backends[place.account][place.region]
        self.running = {}
        self.failures = {}
        self.complete = {}

    def start(self):
        # What a task's status is, the agent says.
        state_manager.set_transition("ecs::task", {"progression": "manual", "times": sys.maxsize})
        atexit.register(self.end)
        threading.Thread(target=self.work, daemon=True).start()

    def end(self):
        for running in list(self.running.values()):
            running.remove()

    def work(self):
        while True:
            time.sleep(0.3)
            try:
                for tasks in list(self.backend.tasks.values()):
                    for task in list(tasks.values()):
                        self.look_after(task)
                for service in list(self.backend.services.values()):
                    self.schedule(service)
            except Exception:
                traceback.print_exc()

    def look_after(self, task):
        if task.last_status == "STOPPED" and task.id not in self.running:
            return
        if task.id not in self.running:
            self.begin(task)
            return
        running = self.running[task.id]
        task.containers[0].health_status = running.health
        task.containers[0].last_status = "RUNNING"
        if running.exit_code is None:
            if running.health == "UNHEALTHY":
                task.stopped_reason = "Task failed container health checks"
                task.desired_status = "STOPPED"
            if task.desired_status == "STOPPED":
                task.last_status = "DEACTIVATING"
                running.stop()
            return
        del self.running[task.id]
        running.remove()
        self.note(task, running.exit_code, task.stopped_reason or "Essential container in task exited")

    def begin(self, task):
        definition = self.backend.describe_task_definition(task.task_definition_arn)
        try:
            self.running[task.id] = Running(task, definition, self.place)
        except CannotStart as error:
            self.note(task, None, str(error))

    def note(self, task, exit_code, reason):
        if task.desired_status == "RUNNING":
            self.failures[task.started_by] = self.failures.get(task.started_by, 0) + 1
        container = task.containers[0]
        container.exitCode, container.last_status = exit_code, "STOPPED"
        task.stopped_reason, task.desired_status, task.last_status = reason, "STOPPED", "STOPPED"

    def schedule(self, service):
        primary = service.deployments[0]
        wanted = service.desired_count if service.status == "ACTIVE" else 0
        tasks = self.tasks_of(service)
        new = [task for task in tasks if task.started_by == primary["id"] and task.desired_status == "RUNNING"]
        old = [task for task in tasks if task.started_by != primary["id"]]
        healthy = [task for task in new if self.is_healthy(task)]
        least, most = self.bounds(service, wanted)
        if primary["rolloutState"] != "FAILED":
            for _ in range(min(wanted - len(new), most - len(tasks))):
                self.add_task(service, primary)
        spare = len(healthy) + sum(self.is_healthy(task) for task in old) - least
        for task in [*new[wanted:], *[one for one in old if one.desired_status == "RUNNING"][: max(0, spare)]]:
            self.tell_to_stop(task, "Scaling activity initiated by deployment")
        if len(healthy) >= wanted:
            self.failures.pop(primary["id"], None)
            if not old:
                primary["rolloutState"] = "COMPLETED"
                self.complete[service.arn] = primary["taskDefinition"]
                del service.deployments[1:]
        service.running_count = len(healthy) + len(old) if wanted else len(tasks)
        service.pending_count = max(0, wanted - len(healthy))
        primary.update(desiredCount=wanted, runningCount=len(healthy), pendingCount=service.pending_count)
        self.break_circuit(service, primary)

    @staticmethod
    def bounds(service, wanted):
        """How many tasks there have to be during a deployment, and how many there may be."""
        settings = getattr(service, "deployment_configuration", None) or {}
        least = -(-wanted * settings.get("minimumHealthyPercent", 100) // 100)
        return least, wanted * settings.get("maximumPercent", 200) // 100

    def break_circuit(self, service, primary):
        breaker = (getattr(service, "deployment_configuration", None) or {}).get("deploymentCircuitBreaker", {})
        if not breaker.get("enable") or self.failures.get(primary["id"], 0) < FAILURES_OF_A_DEPLOYMENT:
            return
        if primary["rolloutState"] != "IN_PROGRESS":
            return
        primary["rolloutState"] = "FAILED"
        primary["rolloutStateReason"] = "ECS deployment circuit breaker: tasks failed to start."
        before = self.complete.get(service.arn)
        if breaker.get("rollback") and before:
            service.task_definition = before
            deploy(service, before)

    def tasks_of(self, service):
        tasks = self.backend.tasks.get(service.cluster_name, {}).values()
        group = f"service:{service.name}"
        return [task for task in tasks if task.group == group and task.last_status != "STOPPED"]

    def is_healthy(self, task):
        return task.id in self.running and self.running[task.id].health == "HEALTHY"

    def add_task(self, service, deployment):
        self.backend.run_task(
            service.cluster_name,
            deployment["taskDefinition"],
            1,
            overrides=None,
            started_by=deployment["id"],
            tags=None,
            launch_type="FARGATE",
            networking_configuration=service.network_configuration,
            group=f"service:{service.name}",
        )

    @staticmethod
    def tell_to_stop(task, reason):
        task.stopped_reason, task.desired_status = reason, "STOPPED"


def deploy(service, task_definition):
    """A new deployment takes over from those that are there."""
    last = service.deployments[0]
    for deployment in service.deployments:
        deployment["status"] = "ACTIVE"
    number = int(last["id"].split("/")[1]) + 1
    new = {**last, "id": f"ecs-svc/{number}", "status": "PRIMARY", "rolloutState": "IN_PROGRESS"}
    service.deployments.insert(0, {**new, "taskDefinition": task_definition, "runningCount": 0})


def update_service(backend, properties, update=EC2ContainerServiceBackend.update_service):
    """moto takes the wish for the deed, and knows one deployment."""
    definition = properties.get("task_definition")
    network = properties.get("network_configuration")
    service = backend._get_service(properties.get("cluster", "default"), properties["service"].split("/")[-1])
    before = (service.task_definition, service.network_configuration, service.running_count)
    update(backend, properties)
    service.running_count = before[2]
    if (definition and definition != before[0]) or (network and network != before[1]):
        deploy(service, service.task_definition)
    return service


def create_service(response, create=EC2ContainerServiceResponse.create_service):
    """moto does not keep how a service is to be deployed."""
    result = create(response)
    backend = response.ecs_backend
    service = backend._get_service(response._get_param("cluster", "default"), response._get_param("serviceName"))
    service.deployment_configuration = response._get_param("deploymentConfiguration")
    return result


def start_agent(url, account, region="us-east-1"):
    EC2ContainerServiceBackend.update_service = update_service
    EC2ContainerServiceResponse.create_service = create_service
    seconds = {name: float(os.environ.get(f"ECS_AGENT_{name}_SECONDS", 0)) for name in ("HEALTH", "STOP")}
    python = os.environ["ECS_AGENT_PYTHON"]
    Agent(Place(url, account, region, python, seconds["HEALTH"], seconds["STOP"])).start()
