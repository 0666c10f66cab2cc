"""
What concerns our application, and restricted data.
"""

from __future__ import annotations

import secrets

from sandbox.amazon.asked import Asked, Refused
from sandbox.amazon.operations.operation import Document, Serves, operation
from sandbox.amazon.roles import SHIPPING


def destinations(asked: Asked) -> Document:
    """
    Where our application receives notifications; needs no merchant.
    """
    sqs = {"arn": f"arn:aws:sqs:{asked.region}-fake-1:000000000000:sandbox"}
    destination = {
        "name": "sandbox",
        "destinationId": "00000000-0000-4000-8000-000000000001",
        "resource": {"sqs": sqs},
    }
    return {"payload": [destination]}


def restricted_data_token(asked: Asked) -> Document:
    """
    A token for buyers' data, for who holds the restricted role.
    """
    wanted = asked.body if isinstance(asked.body, dict) else {}
    resources = wanted.get("restrictedResources")
    if not isinstance(resources, list) or not resources:
        raise Refused(
            400, "InvalidInput", "One or more required parameters missing", "restrictedResources;"
        )
    elements = sorted(
        {
            str(element)
            for resource in resources
            if isinstance(resource, dict)
            for element in resource.get("dataElements") or ()
        }
    )
    if elements and SHIPPING not in asked.merchant.roles:
        raise Refused(
            400,
            "InvalidInput",
            "Application does not have access to one or more requested data elements: "
            f"[{', '.join(elements)}]",
        )
    return {"restrictedDataToken": f"Atz.sprdt|FAKE-{secrets.token_hex(8)}", "expiresIn": 3600}


APP = (
    operation(
        "getDestinations",
        "notifications",
        "GET /notifications/v1/destinations",
        rate=1,
        burst=5,
        serves=Serves.APP,
        answer=destinations,
    ),
    operation(
        "createRestrictedDataToken",
        "tokens",
        "POST /tokens/2021-03-01/restrictedDataToken",
        rate=1,
        burst=10,
        serves=Serves.EITHER,
        answer=restricted_data_token,
    ),
)
