"""Prints what Prefect makes of every flow in a file, as JSON."""

import json
import runpy
import sys
import warnings

warnings.simplefilter("ignore")

from prefect import Flow
from prefect.utilities.callables import parameter_schema

flows = {}
for function, found in runpy.run_path(sys.argv[1]).items():
    if isinstance(found, Flow):
        schema = parameter_schema(found).model_dump_for_openapi()
        flows[function] = {"name": found.name, "description": found.description, "schema": schema}
print(json.dumps(flows))
