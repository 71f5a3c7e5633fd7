"""Prints the ids that SAM's own transform gives to versions of functions and deployments of the API.

Reads one JSON object per line: {"name": …, "template": …, "parameters": …}. Writes one JSON object per line: {"name": …, "ids": […]}.
"""
import json
import os
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")

from samtranslator.translator.transform import transform  # noqa: E402


class NoPolicies:
    """The template names no managed policy, so the map may be empty."""

    @staticmethod
    def load():
        return {}


for line in sys.stdin:
    case = json.loads(line)
    for resource in case["template"]["Resources"].values():
        properties = resource.get("Properties", {})
        if "CodeUri" in properties:
            # sam deploy uploads the package and names it by its content, as its file name does here.
            properties["CodeUri"] = "s3://uploaded/" + properties["CodeUri"]
    result = transform(case["template"], case["parameters"], NoPolicies)
    ids = sorted(
        name
        for name, resource in result["Resources"].items()
        if resource["Type"] in ("AWS::Lambda::Version", "AWS::ApiGateway::Deployment")
    )
    print(json.dumps({"name": case["name"], "ids": ids}), flush=True)
