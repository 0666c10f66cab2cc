"""
What is said when no answer of Amazon arrived, and how a report ended, as tables.
"""

from __future__ import annotations

from diagnostics.reports.rules.rule import rule


# What a client, a proxy or an operating system says when no answer of Amazon arrived.
_CURL = r"curl(?: error|:)? ?\(?"
WIRE = (
    rule(
        "pasted.tls_error",
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLCertVerification|PKIX path|SSLHandshake",
        r"EOF occurred in violation|unexpected EOF|SSL_connect|SSLError|SSLEOF|SSL routines|x509:|unable to get local issuer",
        r"self.signed certificate|SSL/TLS secure channel|TLS handshake|ERR_TLS|DEPTH_ZERO",
        rf"{_CURL}(?:35|51|58|60|77)\b",
        r"certificate (?:has expired|is not yet valid)|secure (?:TLS|SSL) connection|(?:TLS|SSL) connection could not|EPROTO\b",
        r"handshake (?:failure|failed)|\bssl certificate (?:problem|error)",
    ),
    rule(
        "pasted.timeout",
        r"ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED",
        r"(?<!gateway)(?<!gateway )Time(?:d)?[ ]?out(?:Error|Exception)\b",
        r"\b(?:connect|read|connection|request|operation|i/o|socket|resolving|call)s?\b.{0,30}\btime[sd]?[ -]?out\b",
        r"(?<!gateway )timeout (?:was reached|of \d+ ?m?s|awaiting|exceeded)|timed out (?:after|waiting)|HttpClient\.Timeout|Net::(?:Open|Read)Timeout|\b(?:Connect|Read)Timeout\b",
        rf"{_CURL}28\b",
    ),
    rule(
        "pasted.network_error",
        r"\b(?:ECONNRE(?:SET|FUSED)|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE)\b|socket hang up|tunneling socket",
        r"NoHttpResponse|failed to respond|upstream connect error|disconnect/reset|gaierror|\bno internet\b|getaddrinfo|NameResolutionError|name or service not known|no such host|nodename nor servname",
        r"could not resolve host|failed to resolve|UnknownHost|temporary failure in name resolution",
        r"connection (?:was |is )?(?:refused|reset|aborted|closed|forcibly)|RemoteDisconnected",
        r"(?:New|Max)?ConnectionError\b|NewConnectionError|ConnectError\b|ConnectException\b",
        r"ConnectionFailed|underlying connection was closed|dial tcp|network is unreachable",
        r"remote end closed connection|IncompleteRead|ChunkedEncodingError|empty reply from server",
        r"(?:Remote|Local)ProtocolError|ProtocolError\b|ServerDisconnected\w*|server (?:closed the connection|disconnected)|connection broken|GOAWAY|server misbehaving|stream error",
        r"max retries exceeded|ProxyError|no route to host|fetch failed|socket (?:was )?(?:disconnected|closed)",
        r"(?:cannot|can't|could not|unable to|failed to) (?:reach|establish (?:a )?connection|connect to (?:the )?(?:remote |amazon.?s? )?(?:server|host|proxy|endpoint|api|url|\S+\.\w+)|connect$)\b",
        rf"{_CURL}(?:5|6|7|52|55|56)\b",
    ),
)

_SLOW_ONES = r"(?:reports?|feeds?)\b"
_LONG = r"\b(?:\d+|one|two|three|several|many|few|half) ?\+? ?(?:an? )?(?:h|hrs?|hours?|days?|weeks?|min|minutes?)\b"

# How a report ended, in a body, a log line or a sentence.
REPORTS = (
    rule(
        "pasted.report_fatal",
        r"\breports?\b.{0,160}\baborted due to a fatal error",
        r"processing_?status\W{1,6}FATAL",
        r"\bFATAL\b(?!\s+ERROR)(?=.{0,400}report)|report.{0,400}\bFATAL\b(?! ERROR)",
    ),
    rule(
        "pasted.report_cancelled",
        r"processing_?status\W{1,6}CANCELL?ED",
        r"reports?\b.{0,200}\bcancell?ed\b|\bcancell?ed\b.{0,120}\breports?\b",
        r"DONE_NO_DATA",
    ),
    rule(
        "pasted.report_stuck",
        rf"{_SLOW_ONES}.{{0,300}}\b(?:stuck|IN_QUEUE|PENDING)\b|\b(?:stuck|IN_QUEUE|PENDING)\b.{{0,200}}{_SLOW_ONES}",
        r"\breports?\b.{0,80}\b(?:tak(?:es?|ing)|waiting|delayed|still processing|slow\w*)\b.{0,40}(?:\d+ ?\+? ?(?:h|hours?|hrs?|days?)|hours|days|forever|too long)\b",
        r"\breports?\b.{0,40}(?:\bnot|n't) (?:been |being |yet )*(?:generated|produced|created|ready|finished)\b",
        rf"{_SLOW_ONES}.{{0,120}}\btak(?:es|ing)\b.{{0,30}}{_LONG}",
        rf"{_SLOW_ONES}.{{0,120}}\b(?:in|after|for) (?:more than|over)\b.{{0,20}}{_LONG}",
        rf"{_SLOW_ONES}.{{0,160}}\b(?:slow\w*|longer) than (?:before|usual|normal)|{_SLOW_ONES}.{{0,160}}\bnever (?:ends?|finish\w*|complet\w*)",
        r"\breports?\b.{0,80}(?-i:\bPROCESSING\b)",
        r"processing_?status\W{1,6}(?:IN_QUEUE|IN_PROGRESS)\b.{0,200}\b(?:hours?|days?|forever|stuck|never)\b",
        r"(?:reports?|feeds?)\b.{0,200}\bIN_PROGRESS\b.{0,80}\b(?:hours?|days?|never|forever)\b",
    ),
)
