"""
The fleet view: is everybody affected, or only this merchant?

What was found for other merchants of the region within minutes is compared first; where that is
too little, a small live sample of them is asked, seldom, and remembered.
"""

from __future__ import annotations
