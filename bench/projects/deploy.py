"""
Prints what `deploy --all` of the installed library would send for a project file, as JSON, without a server.

What it would ask a server for is answered here: every work pool exists, every variable and block has a value that names
it, and a build or push step returns what its arguments say. Modules that are not installed are stubbed.

    python deploy.py <folder> <file>
"""

import asyncio
import json
import os
import sys
import traceback
import types
import uuid
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

import yaml
from prefect.cli import deploy as cli
from prefect.client.orchestration import PrefectClient
from prefect.server.events.schemas.automations import AutomationCreate
from prefect.server.schemas.actions import DeploymentCreate
from prefect.utilities import templating

import stubs


class Response:
    """What a server answers to what is made: an id."""

    def json(self):
        return {"id": str(uuid.uuid4())}


class Recorder:
    """Stands where requests would be sent."""

    def __init__(self):
        self.bodies = []

    async def post(self, path, json=None, **_):
        self.bodies.append((path, json))
        return Response()


class Client(PrefectClient):
    """The library's client, which sends nothing."""

    def __init__(self):
        self._client = Recorder()

    def sent(self, path):
        return [body for sent_to, body in self._client.bodies if sent_to == path]

    async def read_work_pool(self, name):
        return types.SimpleNamespace(
            name=name, type="process", base_job_template={}, is_push_pool=False, is_managed_pool=False
        )

    async def create_flow_from_name(self, name):
        self.flow_name = name
        return uuid.uuid4()

    async def read_variable_by_name(self, name):
        return types.SimpleNamespace(value=f"value of {name}")

    async def read_block_document_by_name(self, name, block_type_slug):
        # A block stays a placeholder, as it does where a worker fills it in.
        return types.SimpleNamespace(data=BlockData(f"prefect.blocks.{block_type_slug}.{name}"))

    async def delete_resource_owned_automations(self, _):
        pass


class BlockData(dict):
    """The content of a block: of every field, the placeholder for it."""

    def __init__(self, name):
        super().__init__(value="{{ " + name + " }}", _=None)
        self.name = name


def value_of_block(values, path, default=None):
    if isinstance(values, BlockData):
        return "{{ " + f"{values.name}.{path}" + " }}"
    return real_get_from_dict(values, path, default)


real_get_from_dict = templating.get_from_dict


returned_by_steps = {}


async def run_steps(steps, outputs, **_):
    """What the steps would return, as far as their arguments tell."""
    outputs = dict(outputs)
    for step in steps:
        [(name, arguments)] = step.items()
        arguments = templating.apply_values(arguments or {}, outputs)
        returned = outputs_of(name, arguments)
        outputs.update(returned)
        if "id" in arguments:
            outputs[arguments["id"]] = returned
    returned_by_steps.update(outputs)
    return outputs


def outputs_of(name, arguments):
    function = name.rsplit(".", 1)[-1]
    if function in ("build_docker_image", "push_docker_image"):
        image_name, tag = arguments.get("image_name"), arguments.get("tag") or "latest"
        return {"image_name": image_name, "tag": tag, "image": f"{image_name}:{tag}"}
    if function.startswith("push_"):
        return {key: arguments[key] for key in ("bucket", "container", "folder") if key in arguments}
    return {"stdout": f"output of {arguments.get('id')}", "stderr": ""}


async def deployed(config, actions):
    """With stubs; where the code does not bear them, as the library does without the modules."""
    returned_by_steps.clear()
    stubs.install()
    answer = await deployed_once(config, actions)
    stubs.remove()
    if "refused" in answer and answer["at"] not in ("_run_single_deploy", "server"):
        bare = await deployed_once(config, actions)
        answer = answer if "refused" in bare else bare
    return {**answer, "outputs": dict(returned_by_steps)}


async def deployed_once(config, actions):
    client = Client()
    cli.resolve_variables = lambda template: templating.resolve_variables(template, client=client)
    cli.resolve_block_document_references = lambda template: templating.resolve_block_document_references(
        template, client=client
    )
    try:
        await cli._run_single_deploy(config, actions, client=client)
    except (Exception, SystemExit) as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return {"refused": f"{type(error).__name__}: {error}"[:400], "at": where.name}
    [body] = client.sent("/deployments/")
    try:
        DeploymentCreate.model_validate(body)
        automations = client.sent("/automations/")
        for automation in automations:
            AutomationCreate.model_validate(automation)
    except Exception as error:
        return {"refused": f"server: {type(error).__name__}: {error}"[:400], "at": "server"}
    return {"flow": client.flow_name, "deployment": body, "automations": automations}


async def main(folder, file):
    os.chdir(folder)
    cli.is_interactive = lambda: False
    cli.run_steps = run_steps
    cli.app.console.quiet = True
    templating.get_from_dict = value_of_block
    try:
        yaml.safe_load(Path(file).read_text())
        configs, actions = cli._load_deploy_configs_and_actions(Path(file))
        entries = cli._pick_deploy_configs(configs, [], True)
        listed = [
            {"index": index, "name": config.get("name"), **await deployed(config, actions)}
            for index, config in enumerate(entries)
            if config.get("name") is not None
        ]
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"[:400]}
    return {"deployments": listed}


if __name__ == "__main__":
    output = os.dup(1)
    os.dup2(2, 1)  # What the flows' code prints is no part of the answer.
    answer = asyncio.run(main(*sys.argv[1:3]))
    os.write(output, json.dumps(answer, default=str).encode())
    os._exit(0)  # Whatever threads the flows' code has started.
