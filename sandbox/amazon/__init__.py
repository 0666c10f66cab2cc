"""
A simulated Amazon on loopback: Login with Amazon, SP-API and Ads, with merchants in every state.
"""

from __future__ import annotations

from sandbox.amazon.loading import Scenarios
from sandbox.amazon.scenario import Scenario
from sandbox.amazon.server import Amazon


__all__ = ["Amazon", "Scenario", "Scenarios"]
