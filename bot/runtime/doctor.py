"""
Whether we are well ourselves: one report for each part, with what to do where it is not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.cases.smtp import MailRoute, NotSent
from bot.foundation.settings import Settings
from bot.runtime.knowledge_watcher import describe_faults
from bot.runtime.wiring import connections_of
from bot.slack.outbound.scopes import Unwell, scopes_wanted, who_we_are
from bot.storage.database import Database, DatabaseError
from bot.storage.workflow_engine import sqlite_too_old
from diagnostics.connections.source import ConnectionsError
from knowledge.base.library import Library


SECRET_DAYS = 180  # Amazon: a client secret that is not rotated by then stops working
SOON_DAYS = 30


class Condition(StrEnum):
    """
    The condition of one part: it works, somebody should look, or it is broken.
    """

    OK = "ok"
    WARNING = "warning"  # works today; somebody should look
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class PartCondition:
    """
    One part: how it is, in a sentence, and what to do about it.
    """

    part: str
    health: Condition
    sentence: str
    fix: str = ""


async def examined(settings: Settings) -> tuple[PartCondition, ...]:
    """
    Look at every part; one that is ill keeps none of the others from being looked at.
    """
    parts: tuple[Callable[[Settings], Awaitable[PartCondition]], ...] = (
        _settings,
        _database,
        _connections,
        _secret,
        _slack,
        _mail,
        _knowledge,
    )
    return tuple([await part(settings) for part in parts])


async def _settings(settings: Settings) -> PartCondition:
    wanted = {
        "TRIAGE_LWA_CLIENT_ID": settings.triage_lwa_client_id,
        "TRIAGE_LWA_CLIENT_SECRET": settings.triage_lwa_client_secret.get_secret_value(),
        "TRIAGE_INTERNAL_CHANNEL": settings.triage_internal_channel,
        "TRIAGE_AGENTS": settings.triage_agents,
        "TRIAGE_SUPPORT_EMAIL": settings.triage_support_email,
        "TRIAGE_MAIL_FROM": settings.triage_mail_from,
    }
    if settings.triage_connections == "sqlite":
        wanted["TRIAGE_SECRET_KEY"] = settings.keys
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        fix = "Set it in the environment or in .env; docs/operating.md says what each is for."
        return PartCondition("settings", Condition.ERROR, f"Not set: {', '.join(missing)}.", fix)
    return PartCondition("settings", Condition.OK, "Everything needed is set.")


async def _database(settings: Settings) -> PartCondition:
    why = sqlite_too_old() if settings.database_path else ""
    if why:
        return PartCondition("database", Condition.ERROR, why, "See docs/operating.md, “Database”.")
    try:
        Database.open(settings.triage_database_url).close()
    except DatabaseError as error:
        return PartCondition("database", Condition.ERROR, str(error), "See TRIAGE_DATABASE_URL.")
    kind = f"SQLite, {settings.database_path}" if settings.database_path else "PostgreSQL"
    return PartCondition("database", Condition.OK, f"{kind}; its tables are up to date.")


async def _connections(settings: Settings) -> PartCondition:
    fix = "See TRIAGE_CONNECTIONS, TRIAGE_SECRET_KEY and TRIAGE_PLATFORM_TOKEN."
    try:
        connections = connections_of(settings)
        try:
            merchants = await connections.search("", 1000)
            unreadable = 0
            for merchant in merchants[:1]:
                for connection in await connections.find(merchant.merchant_id):
                    grants = await connections.grants(connection)
                    unreadable += "undecryptable" in {grants.spapi.problem, grants.ads.problem}
        finally:
            await connections.aclose()
    except ConnectionsError as error:
        return PartCondition("connections", Condition.ERROR, str(error), fix)
    if unreadable:
        sentence = "Stored tokens do not open with TRIAGE_SECRET_KEY."
        return PartCondition(
            "connections", Condition.ERROR, sentence, "Add the former key after a comma."
        )
    if not merchants:
        add = "Add some: triage connections import FILE"
        return PartCondition("connections", Condition.WARNING, "No merchant is on record.", add)
    return PartCondition("connections", Condition.OK, f"{len(merchants)} merchants on record.")


async def _secret(settings: Settings) -> PartCondition:
    issued = settings.triage_lwa_secret_issued_on
    if issued is None:
        fix = "Set TRIAGE_LWA_SECRET_ISSUED_ON to the day of the last rotation."
        return PartCondition("client secret", Condition.WARNING, "Its age is unknown.", fix)
    left = SECRET_DAYS - (datetime.now(UTC).date() - issued).days
    fix = "Rotate it in the developer console, deploy it, and set TRIAGE_LWA_SECRET_ISSUED_ON."
    if left < 0:
        sentence = f"It should have been rotated {-left} days ago."
        return PartCondition("client secret", Condition.ERROR, sentence, fix)
    sentence = f"{left} days until it has to be rotated."
    if left <= SOON_DAYS:
        return PartCondition("client secret", Condition.WARNING, sentence, fix)
    return PartCondition("client secret", Condition.OK, sentence)


async def _slack(settings: Settings) -> PartCondition:
    if not settings.slack_bot_token.get_secret_value():
        return PartCondition(
            "slack", Condition.ERROR, "SLACK_BOT_TOKEN is not set.", "Install the app; set it."
        )
    secrets = (settings.slack_app_token, settings.slack_signing_secret)
    if not any(secret.get_secret_value() for secret in secrets):
        sentence = "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set."
        return PartCondition(
            "slack", Condition.ERROR, sentence, "Socket Mode needs the one, HTTP the other."
        )
    try:
        name, given = await who_we_are(settings)
    except Unwell as unwell:
        return PartCondition(
            "slack", Condition.ERROR, str(unwell), "See SLACK_API_URL and the installation."
        )
    return _scopes(name, given)


def _scopes(name: str, given: frozenset[str]) -> PartCondition:
    """
    What the token was given against what the manifest asks for.
    """
    again = "Update the app from manifest.yml and reinstall it."
    if not given:
        return PartCondition(
            "slack", Condition.WARNING, f"We are {name}; Slack named no scopes.", again
        )
    wanted = scopes_wanted()
    if lacking := sorted(wanted - given):
        sentence = f"We are {name}, without the scopes {', '.join(lacking)}."
        return PartCondition("slack", Condition.ERROR, sentence, again)
    if wanted and (more := sorted(given - wanted)):
        sentence = f"We are {name}, with scopes that we have no use for: {', '.join(more)}."
        return PartCondition("slack", Condition.WARNING, sentence, again)
    return PartCondition("slack", Condition.OK, f"We are {name}, with every scope of the manifest.")


async def _mail(settings: Settings) -> PartCondition:
    if settings.triage_smtp_url is None:
        return PartCondition(
            "mail", Condition.ERROR, "TRIAGE_SMTP_URL is not set.", "Set the mail server."
        )
    try:
        host = await MailRoute(settings.triage_smtp_url).look()
    except NotSent as reason:
        return PartCondition(
            "mail", Condition.ERROR, str(reason), "See TRIAGE_SMTP_URL and the mail server."
        )
    return PartCondition(
        "mail", Condition.OK, f"{host} answers and would take our mail; none was sent."
    )


async def _knowledge(_settings: Settings) -> PartCondition:
    library = Library.open()
    faults = library.faults
    if faults:
        return PartCondition(
            "knowledge",
            Condition.ERROR,
            describe_faults(faults, library.stale),
            "See: triage kb lint",
        )
    today = datetime.now(UTC).date()
    overdue = sum(article.review_by < today for article in library)
    sentence = f"{len(library)} articles, none broken"
    if overdue:
        fix = "See: triage kb health"
        return PartCondition(
            "knowledge", Condition.WARNING, f"{sentence}, {overdue} overdue for review.", fix
        )
    return PartCondition("knowledge", Condition.OK, f"{sentence}.")
