"""
The SQL of our own table of connections: its key, its indexes, and how a row is written.
"""

from __future__ import annotations

from diagnostics.connections.record import COLUMNS


KEY = ("merchant_id", "account_type", "region")
INDEXES = (
    "create index if not exists connections_by_id on connections (upper(merchant_id))",
    "create index if not exists connections_by_region on connections (region, status)",
    "create index if not exists connections_by_ads_login on connections (ads_authorised_by)",
    "create table if not exists merchant_index (version integer)",
)

_NAMES, _PLACES = ", ".join(COLUMNS), ", ".join(f":{column}" for column in COLUMNS)
_NEW = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS)
UPSERT = (
    f"insert into connections ({_NAMES}) values ({_PLACES}) "  # noqa: S608  (the names are ours)
    f"on conflict ({', '.join(KEY)}) do update set {_NEW}"
)
