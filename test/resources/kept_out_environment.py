"""`kept_out_environment.py TEMPLATE VALUES`: the environment that a worker gives to a job, from the template of its pool."""

import asyncio
import importlib.metadata
import json
import sys

# Some versions need this package for something else and do not say so.
sys.modules.setdefault("importlib_metadata", importlib.metadata)

from prefect.workers.base import BaseJobConfiguration


class Configuration(BaseJobConfiguration):
    @classmethod
    def _base_environment(cls):
        return {"PREFECT_API_KEY": "hush"}

    @staticmethod
    def _base_flow_run_environment(flow_run):
        return {}


class FlowRun:
    id = name = deployment_id = None


_, template, values = sys.argv
configuration = asyncio.run(
    Configuration.from_template_and_values(json.loads(template), json.loads(values), client=object())
)
configuration.prepare_for_flow_run(FlowRun())
print(json.dumps(configuration.env))
