import json
import pathlib
import sys

plugins = {}
for folder in sys.path:
    for file in pathlib.Path(folder or ".").glob("*/pulumi-plugin.json"):
        plugin = json.loads(file.read_text())
        if plugin.get("resource") and plugin.get("name") and plugin.get("version"):
            plugin["version"] = plugin["version"].removeprefix("v")
            plugins.setdefault(plugin["name"], plugin)
print(json.dumps(list(plugins.values())))
