"""moto's server with an evaluation of policies that heeds conditions, as this is what the least rights of a worker hang on.

moto compares actions only, and resources for S3. Here a statement counts when its conditions hold too, by our reading of
IAM: a key that the request does not have fails a condition, and a Deny beats every Allow. What requests to ECR, ECS and
CloudWatch Logs are about is in `targets.py`.
"""

import json
import os
import re
import sys
from urllib.parse import parse_qs, urlsplit

from moto.core.exceptions import JsonRESTError
from moto.ecs.models import EC2ContainerServiceBackend
from moto.iam import access_control
from moto.iam.models import Policy
from moto.s3.models import FakeBucket
from moto.server import main
from targets import ACCOUNT, targets


def as_list(value):
    return value if isinstance(value, list) else [value]


def matches(pattern, text, flags=0):
    """IAM's wildcards: `*` and `?`, everything else literally."""
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch("".join(parts), text, re.DOTALL | flags) is not None


TESTS = {
    "StringEquals": lambda wanted, given: wanted == given,
    "StringLike": matches,
    "ArnEquals": matches,
    "ArnLike": matches,
    "Bool": lambda wanted, given: wanted.lower() == given.lower(),
}


def holds(conditions, context):
    for operator, keys in (conditions or {}).items():
        if operator not in TESTS:
            raise NotImplementedError(f"condition operator {operator}")
        for key, wanted in keys.items():
            given = context.get(key.lower())
            if given is None or not any(TESTS[operator](str(one), given) for one in as_list(wanted)):
                return False
    return True


def applies(statement, action, resource, context):
    return (
        any(matches(pattern, action, re.IGNORECASE) for pattern in as_list(statement["Action"]))
        and any(matches(pattern, resource) for pattern in as_list(statement["Resource"]))
        and holds(statement.get("Condition"), context)
    )


def document(policy):
    if isinstance(policy, Policy):
        policy = next(version.document for version in policy.versions if version.is_default)
    elif isinstance(policy, dict):
        policy = policy["policy_document"]
    return json.loads(policy)


def check_action_permitted(request, resource):
    if request._action == "sts:GetCallerIdentity":
        return
    query = parse_qs(urlsplit(request._path).query, keep_blank_values=True)
    context = {f"s3:{name}": query[name][0] for name in ("prefix", "delimiter") if name in query}
    context["aws:securetransport"] = "false"
    policies = [document(policy) for policy in request._access_key.collect_policies()]
    statements = [statement for policy in policies for statement in as_list(policy["Statement"])]
    for action, target, own_context in targets(request, resource):
        known = {**context, **own_context}
        if {one["Effect"] for one in statements if applies(one, action, target, known)} != {"Allow"}:
            deny(request, action, target)


def deny(request, action, target):
    """In the form of the protocol, which moto's own answer does not heed."""
    if "X-Amz-Target" not in request._headers:
        request._raise_access_denied()
    message = f"{request._access_key.arn} is not authorized to perform {action} on {target}"
    raise JsonRESTError("AccessDeniedException", message)


def bucket_permission(bucket, action, resource):
    """What the bucket's own policy says. The emulator stands for AWS behind TLS."""
    if bucket.policy is None:
        return access_control.PermissionResult.NEUTRAL
    statements = as_list(json.loads(bucket.policy)["Statement"])
    context = {"aws:securetransport": "true"}
    effects = {one["Effect"] for one in statements if applies(one, action, resource, context)}
    if "Deny" in effects:
        return access_control.PermissionResult.DENIED
    return access_control.PermissionResult.PERMITTED if effects else access_control.PermissionResult.NEUTRAL


def needs_of_task(definition, needs=EC2ContainerServiceBackend._calculate_task_resource_requirements):
    """A task on Fargate has its memory as a whole, where moto wants some of each container."""
    for container in definition.container_definitions:
        container.setdefault("memoryReservation", 0)
    return needs(definition)


EC2ContainerServiceBackend._calculate_task_resource_requirements = staticmethod(needs_of_task)
access_control.IAMRequestBase.check_action_permitted = check_action_permitted
FakeBucket.get_permission = bucket_permission

if __name__ == "__main__":
    if "ECS_AGENT_PYTHON" in os.environ:
        from ecs_agent import start_agent

        start_agent(f"http://127.0.0.1:{sys.argv[sys.argv.index('-p') + 1]}", ACCOUNT)
    main(sys.argv[1:])
