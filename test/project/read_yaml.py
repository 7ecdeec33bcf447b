"""Prints what PyYAML reads of each of the documents that come as a JSON list, in a form that JSON has."""

import datetime
import json
import math
import sys

import yaml


def sendable(value):
    """The value as JSON; what JSON or JavaScript cannot hold is refused, and a time is text."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return "a time"
    if isinstance(value, dict):
        return {key_of(key): sendable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [sendable(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("JSON has no such number")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
        raise ValueError("more digits than a double has")
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise ValueError(f"JSON has no {type(value).__name__}")


def key_of(key):
    if isinstance(key, str):
        return key
    if isinstance(key, (bool, int, float)):
        return json.dumps(key)
    raise ValueError(f"a key that is a {type(key).__name__}")


def read(document):
    try:
        return {"value": sendable(yaml.safe_load(document))}
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}


print(json.dumps([read(document) for document in json.load(sys.stdin)]))
