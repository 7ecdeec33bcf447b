"""Says of cron expressions and recurrence rules, read as JSON, which of them Prefect's server takes."""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from prefect._internal.schemas.validators import validate_cron_string, validate_rrule_string


def takes(validate, text):
    try:
        validate(text)
    except Exception:
        return False
    return True


given = json.load(sys.stdin)
validators = {"cron": validate_cron_string, "rrule": validate_rrule_string}
print(json.dumps({kind: [takes(validators[kind], text) for text in texts] for kind, texts in given.items()}))
