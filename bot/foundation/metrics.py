"""
What can be seen of us from outside, in Prometheus' words. No label names a merchant.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.model.answer import Answer


SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """
    Counters and clocks of one process.
    """

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    cases: Counter = field(init=False)
    probes: Counter = field(init=False)
    probe_seconds: Histogram = field(init=False)
    answer_seconds: Histogram = field(init=False)
    mails: Counter = field(init=False)
    ack_seconds: Histogram = field(init=False)
    first_answer_seconds: Histogram = field(init=False)
    waiting: Gauge = field(init=False)
    slack_left: Gauge = field(init=False)
    amazon_left: Gauge = field(init=False)
    budgets: list[tuple[Callable[[], int], Callable[[], Mapping[str, float]]]] = field(
        default_factory=list
    )

    def __post_init__(self) -> None:
        """
        Register each once, with its help.
        """
        kept = {
            "cases": Counter(
                "triage_examinations",
                "Examinations by verdict",
                ["verdict"],
                registry=self.registry,
            ),
            "probes": Counter(
                "triage_probes", "Probes by outcome", ["probe", "outcome"], registry=self.registry
            ),
            "probe_seconds": Histogram(
                "triage_probe_seconds",
                "How long probes took that asked Amazon",
                ["probe"],
                buckets=SECONDS,
                registry=self.registry,
            ),
            "answer_seconds": Histogram(
                "triage_examination_seconds",
                "How long a whole examination took",
                buckets=SECONDS,
                registry=self.registry,
            ),
            "mails": Counter(
                "triage_mail_attempts", "Tries at a mail", ["outcome"], registry=self.registry
            ),
            "ack_seconds": Histogram(
                "triage_acknowledgement_seconds",
                "From Slack's delivery to our acknowledgement",
                buckets=SECONDS,
                registry=self.registry,
            ),
            "first_answer_seconds": Histogram(
                "triage_first_answer_seconds",
                "From the request to the posted answer",
                buckets=SECONDS,
                registry=self.registry,
            ),
            "slack_left": Gauge(
                "triage_slack_edits_left",
                "Edits that Slack still allows us this minute",
                registry=self.registry,
            ),
            "amazon_left": Gauge(
                "triage_amazon_calls_left",
                "Calls of an operation left to the merchant who has the fewest",
                ["operation"],
                registry=self.registry,
            ),
            "waiting": Gauge(
                "triage_workflows_waiting",
                "Workflows running, queued or put off",
                registry=self.registry,
            ),
        }
        for name, metric in kept.items():
            object.__setattr__(self, name, metric)

    def examined(self, answer: Answer) -> None:
        """
        Count one examination and its probes.
        """
        self.cases.labels(answer.verdict.value).inc()
        self.answer_seconds.observe(answer.duration_ms / 1000)
        for part in answer.connections:
            for finding in part.findings:
                if finding.at is None:
                    continue
                self.probes.labels(finding.probe, finding.outcome or "unanswered").inc()
                self.probe_seconds.labels(finding.probe).observe(finding.duration_ms / 1000)

    def mailed(self, *, accepted: bool) -> None:
        """
        Count one try at a mail.
        """
        self.mails.labels("accepted" if accepted else "not accepted").inc()

    def acknowledged(self, seconds: float) -> None:
        """
        Clock one acknowledgement.
        """
        self.ack_seconds.observe(seconds)

    def answered(self, seconds: float) -> None:
        """
        Clock the first answer of a case.
        """
        self.first_answer_seconds.observe(seconds)

    def watch(
        self, slack_left: Callable[[], int], amazon_left: Callable[[], Mapping[str, float]]
    ) -> None:
        """
        Where to look for what Slack and Amazon still allow us, whenever somebody asks.
        """
        self.budgets.append((slack_left, amazon_left))

    def route(self, waiting: Callable[[], Awaitable[int]]) -> web.RouteDef:
        """
        `/metrics`; `waiting` counts what the engine has not finished.
        """

        async def show(_: web.Request) -> web.Response:
            self.waiting.set(await waiting())
            for slack_left, amazon_left in self.budgets:
                self.slack_left.set(slack_left())
                for operation, calls in amazon_left().items():
                    self.amazon_left.labels(operation).set(calls)
            return web.Response(
                body=generate_latest(self.registry),
                headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4},
            )

        return web.get("/metrics", show)
