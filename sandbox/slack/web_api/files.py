"""
Methods that upload a file in Slack's three steps: ask for an address, send, complete.
"""

from __future__ import annotations

from sandbox.slack.cast import BOT_USER
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, Message, State
from sandbox.slack.web_api.arguments import channel, needed


def upload_url(state: State, args: Json) -> Json:
    """
    files.getUploadURLExternal; the server fills in the address
    """
    name, length = needed(args, "filename"), int(needed(args, "length"))
    file_id = state.number("F")
    state.files[file_id] = {"id": file_id, "name": name, "size": length, "content": None}
    return {"upload_url": f"/upload/{file_id}", "file_id": file_id}


def complete(state: State, args: Json) -> Json:
    """
    files.completeUploadExternal: shares what was sent
    """
    shared = []
    for entry in args.get("files") or []:
        held = state.files.get(entry.get("id", ""))
        if held is None or held["content"] is None:
            raise Refusal("file_not_found")
        held["title"] = entry.get("title") or held["name"]
        shared.append({name: held[name] for name in ("id", "name", "title", "size")})
    if args.get("channel_id"):
        where = channel(state, {"channel": args["channel_id"]}, joined=True)
        state.add(
            Message(
                where.id,
                state.next_ts(),
                BOT_USER,
                str(args.get("initial_comment") or ""),
                thread=str(args.get("thread_ts") or ""),
                bot=True,
                files=tuple(shared),
            )
        )
    return {"files": shared}


METHODS = {
    "files.completeUploadExternal": complete,
    "files.getUploadURLExternal": upload_url,
}
