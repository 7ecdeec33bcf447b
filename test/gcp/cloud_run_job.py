"""Prints the job that a worker of Cloud Run makes for a flow run of a pool."""

import asyncio
import json
import sys
import uuid

from prefect.client.orchestration import get_client
from prefect.client.schemas import FlowRun
from prefect_gcp.workers.cloud_run_v2 import CloudRunWorkerJobV2Configuration


async def main(pool: str, values: str) -> None:
    async with get_client() as client:
        template = (await client.read_work_pool(pool)).base_job_template
        job = await CloudRunWorkerJobV2Configuration.from_template_and_values(
            template, json.loads(values), client=client
        )
    job.prepare_for_flow_run(
        FlowRun(id=uuid.uuid4(), flow_id=uuid.uuid4(), name="bold-owl")
    )
    print(json.dumps(job.job_body))


asyncio.run(main(*sys.argv[1:]))
