"""What a request is about, where moto does not say: every one of these has to be allowed."""

import json

ACCOUNT = "123456789012"


def targets(request, resource):
    """Tuples of action, resource and the keys that conditions may ask for."""
    service, action = request._action.split(":")
    known = {"ecr": ecr, "ecs": ecs, "logs": logs, "secretsmanager": secretsmanager}.get(service)
    if not known:
        return [(request._action, resource, {})]
    body = json.loads(request._body or "{}")
    return [
        (name if ":" in name else f"{service}:{name}", arn, context)
        for name, arn, context in known(action, body, f"{request._region}:{ACCOUNT}")
    ]


def ecr(action, body, place):
    name = body.get("repositoryName")
    return [(action, f"arn:aws:ecr:{place}:repository/{name}" if name else "*", {})]


def ecs(action, body, place):
    arn = f"arn:aws:ecs:{place}"
    cluster = body.get("cluster", "default").split("/")[-1]
    at = {"ecs:cluster": f"{arn}:cluster/{cluster}"}
    if action == "RegisterTaskDefinition":
        return [(action, "*", {}), *passed_roles(body)]
    if action == "RunTask":
        definition = body["taskDefinition"].split("/")[-1]
        definition = definition if ":" in definition else f"{definition}:1"
        tags = [("TagResource", f"{arn}:task/{cluster}/new", {"ecs:createaction": "RunTask"})] if body.get("tags") else []
        run = (action, f"{arn}:task-definition/{definition}", at)
        return [run, *tags, *passed_roles(body.get("overrides", {}))]
    if action in ("DescribeTasks", "StopTask"):
        tasks = body.get("tasks") or [body.get("task")]
        return [(action, f"{arn}:task/{cluster}/{task.split('/')[-1]}", at) for task in tasks]
    return [(action, "*", at)]


def passed_roles(body):
    roles = [body[key] for key in ("taskRoleArn", "executionRoleArn") if body.get(key)]
    return [("iam:PassRole", role, {"iam:passedtoservice": "ecs-tasks.amazonaws.com"}) for role in roles]


def logs(action, body, place):
    group = f"arn:aws:logs:{place}:log-group:{body.get('logGroupName', '')}"
    return [(action, f"{group}:log-stream:{body.get('logStreamName', '')}", {})]


def secretsmanager(action, body, place):
    """A secret by its ARN; a name has six characters more there, which a policy cannot know."""
    secret = body.get("SecretId") or f"{body.get('Name', '')}-??????"
    return [(action, secret if ":" in secret else f"arn:aws:secretsmanager:{place}:secret:{secret}", {})]
