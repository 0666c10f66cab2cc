"""
The support inbox in the page: every mail as it was received, and the server's faults.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.inbox import Fault, Inbox, Mail
from sandbox.slack.page.asking import asked_for, refused
from sandbox.slack.state import Json


MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
MOST_SHOWN = 50_000  # characters of an attachment


class MailTab:
    """
    Answers under `/page/inbox`.
    """

    def __init__(self, inbox: Inbox | None) -> None:
        self._inbox = inbox

    def routes(self) -> list[web.RouteDef]:
        """
        For the page's application.
        """
        return [
            web.get("/page/inbox", self._mails),
            web.post("/page/inbox", self._change),
            web.get("/page/inbox/{number}/html", self._html),
        ]

    async def _mails(self, _: web.Request) -> web.StreamResponse:
        if self._inbox is None:
            return web.json_response({"mails": [], "up": False, "fault": "", "faults": []})
        mails = [_mail(number, mail) for number, mail in enumerate(self._inbox.messages)]
        held = {"mails": mails, "up": self._inbox.is_up, "fault": self._inbox.fault or ""}
        return web.json_response({**held, "faults": [str(fault) for fault in Fault]})

    async def _change(self, request: web.Request) -> web.StreamResponse:
        asked = await asked_for(request)
        if self._inbox is None:
            return refused("there is no mailbox here", 404)
        if "up" in asked:
            await (self._inbox.up() if asked["up"] else self._inbox.down())
        if "fault" in asked:
            known = [str(fault) for fault in Fault]
            if asked["fault"] and asked["fault"] not in known:
                return refused(f"a mailbox can be {', '.join(known)}", 400)
            self._inbox.fail(Fault(asked["fault"]) if asked["fault"] else None)
        return web.json_response({"ok": True})

    async def _html(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["number"]
        mails = self._inbox.messages if self._inbox else []
        if not number.isdigit() or int(number) >= len(mails):
            return refused("there is no such mail", 404)
        headers = {"Content-Security-Policy": MAIL_POLICY}
        text = mails[int(number)].html
        return web.Response(text=text, content_type="text/html", headers=headers)


def _mail(number: int, mail: Mail) -> Json:
    return {
        "number": number,
        "at": mail.at.timestamp(),
        "from": mail.header("From") or mail.sender,
        "to": list(mail.recipients),
        "subject": mail.subject,
        "text": mail.text,
        "html": bool(mail.html),
        "headers": [list(header) for header in mail.headers],
        "attachments": [
            {
                "name": name,
                "media": media,
                "size": len(content),
                "text": content.decode("utf-8", "replace")[:MOST_SHOWN],
            }
            for name, media, content in mail.attachments
        ],
    }
