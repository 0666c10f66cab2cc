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
from bot.runtime.knowledge_watcher import told
from bot.runtime.wiring import connections_of
from bot.slack.outbound.scopes import Unwell, scopes_wanted, who_we_are
from bot.storage.database import Database, DatabaseError
from bot.storage.workflow_engine import sqlite_too_old
from diagnostics.connections.source import ConnectionsError
from knowledge.base.library import Library


SECRET_DAYS = 180  # Amazon: a client secret that is not rotated by then stops working
SOON_DAYS = 30


class Health(StrEnum):
    """
    How one part is.
    """

    WELL = "well"
    CARE = "care"  # works today; somebody should look
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Report:
    """
    One part: how it is, in a sentence, and what to do about it.
    """

    part: str
    health: Health
    sentence: str
    fix: str = ""


async def examined(settings: Settings) -> tuple[Report, ...]:
    """
    Look at every part; one that is ill keeps none of the others from being looked at.
    """
    parts: tuple[Callable[[Settings], Awaitable[Report]], ...] = (
        _settings,
        _database,
        _connections,
        _secret,
        _slack,
        _mail,
        _knowledge,
    )
    return tuple([await part(settings) for part in parts])


async def _settings(settings: Settings) -> Report:
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
        return Report("settings", Health.ILL, f"Not set: {', '.join(missing)}.", fix)
    return Report("settings", Health.WELL, "Everything needed is set.")


async def _database(settings: Settings) -> Report:
    why = sqlite_too_old() if settings.database_path else ""
    if why:
        return Report("database", Health.ILL, why, "See docs/operating.md, “Database”.")
    try:
        Database.open(settings.triage_database_url).close()
    except DatabaseError as error:
        return Report("database", Health.ILL, str(error), "See TRIAGE_DATABASE_URL.")
    kind = f"SQLite, {settings.database_path}" if settings.database_path else "PostgreSQL"
    return Report("database", Health.WELL, f"{kind}; its tables are up to date.")


async def _connections(settings: Settings) -> Report:
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
        return Report("connections", Health.ILL, str(error), fix)
    if unreadable:
        sentence = "Stored tokens do not open with TRIAGE_SECRET_KEY."
        return Report("connections", Health.ILL, sentence, "Add the former key after a comma.")
    if not merchants:
        add = "Add some: triage connections import FILE"
        return Report("connections", Health.CARE, "No merchant is on record.", add)
    return Report("connections", Health.WELL, f"{len(merchants)} merchants on record.")


async def _secret(settings: Settings) -> Report:
    issued = settings.triage_lwa_secret_issued_on
    if issued is None:
        fix = "Set TRIAGE_LWA_SECRET_ISSUED_ON to the day of the last rotation."
        return Report("client secret", Health.CARE, "Its age is unknown.", fix)
    left = SECRET_DAYS - (datetime.now(UTC).date() - issued).days
    fix = "Rotate it in the developer console, deploy it, and set TRIAGE_LWA_SECRET_ISSUED_ON."
    if left < 0:
        sentence = f"It should have been rotated {-left} days ago."
        return Report("client secret", Health.ILL, sentence, fix)
    sentence = f"{left} days until it has to be rotated."
    if left <= SOON_DAYS:
        return Report("client secret", Health.CARE, sentence, fix)
    return Report("client secret", Health.WELL, sentence)


async def _slack(settings: Settings) -> Report:
    if not settings.slack_bot_token.get_secret_value():
        return Report(
            "slack", Health.ILL, "SLACK_BOT_TOKEN is not set.", "Install the app; set it."
        )
    secrets = (settings.slack_app_token, settings.slack_signing_secret)
    if not any(secret.get_secret_value() for secret in secrets):
        sentence = "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set."
        return Report("slack", Health.ILL, sentence, "Socket Mode needs the one, HTTP the other.")
    try:
        name, given = await who_we_are(settings)
    except Unwell as unwell:
        return Report("slack", Health.ILL, str(unwell), "See SLACK_API_URL and the installation.")
    return _scopes(name, given)


def _scopes(name: str, given: frozenset[str]) -> Report:
    """
    What the token was given against what the manifest asks for.
    """
    again = "Update the app from manifest.yml and reinstall it."
    if not given:
        return Report("slack", Health.CARE, f"We are {name}; Slack named no scopes.", again)
    wanted = scopes_wanted()
    if lacking := sorted(wanted - given):
        sentence = f"We are {name}, without the scopes {', '.join(lacking)}."
        return Report("slack", Health.ILL, sentence, again)
    if wanted and (more := sorted(given - wanted)):
        sentence = f"We are {name}, with scopes that we have no use for: {', '.join(more)}."
        return Report("slack", Health.CARE, sentence, again)
    return Report("slack", Health.WELL, f"We are {name}, with every scope of the manifest.")


async def _mail(settings: Settings) -> Report:
    if settings.triage_smtp_url is None:
        return Report("mail", Health.ILL, "TRIAGE_SMTP_URL is not set.", "Set the mail server.")
    try:
        host = await MailRoute(settings.triage_smtp_url).look()
    except NotSent as reason:
        return Report("mail", Health.ILL, str(reason), "See TRIAGE_SMTP_URL and the mail server.")
    return Report("mail", Health.WELL, f"{host} answers and would take our mail; none was sent.")


async def _knowledge(_settings: Settings) -> Report:
    library = Library.open()
    faults = library.faults
    if faults:
        return Report("knowledge", Health.ILL, told(faults, library.stale), "See: triage kb lint")
    today = datetime.now(UTC).date()
    overdue = sum(article.review_by < today for article in library)
    sentence = f"{len(library)} articles, none broken"
    if overdue:
        fix = "See: triage kb health"
        return Report("knowledge", Health.CARE, f"{sentence}, {overdue} overdue for review.", fix)
    return Report("knowledge", Health.WELL, f"{sentence}.")
