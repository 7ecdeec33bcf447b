"""Two deployments of the flows in a git repository, and one of a flow in a bucket."""

import pulumi
import pulumi_syntask as syntask

config = pulumi.Config()

# Where flow runs are executed: a worker started with `--pool python` takes them.
pool = syntask.WorkPool("python", type="process", description="Flows of the example.")

# Where the worker finds the code.
flows = syntask.GitFlowStorage("flows", repository=config.require("repository"), branch="main")

hello = syntask.Deployment(
    "hello",
    entrypoint="hello.py:hello",
    storage=flows.storage,
    work_pool=pool.name,
    parameters={"name": "Python"},
    schedules=[syntask.ScheduleArgs(cron="0 6 * * *", timezone="Europe/Berlin")],
    tags=["example"],
)

goodbye = syntask.Deployment(
    "goodbye",
    entrypoint="hello.py:goodbye",
    storage=flows.storage,
    work_pool=pool.name,
    tags=["example"],
)

# A bucket in S3 with the flow of `reports`, a key that can read it and nothing else, and a block with the key.
reports = syntask.aws.S3FlowStorage("reports", source="./reports", folder="reports")

report = syntask.Deployment(
    "report",
    entrypoint="report.py:report",
    storage=reports.storage,
    work_pool=pool.name,
    tags=["example"],
)

syntask.Variable("python_greeting", value="hello")

pulumi.export("deployments", {"python": {"hello": hello.id, "goodbye": goodbye.id, "report": report.id}})
