"""Tells people how a run ended, where `notify` of destinations.yml says so."""

from collections.abc import Mapping
from dataclasses import dataclass

from segflux_cli.destinations.failures import DestinationError
from segflux_cli.destinations.notifications import Tone, send_notification
from segflux_cli.spec.declared.notifications import Notification
from segflux_cli.spec.project.specs import Specs
from segflux_cli.sync.run_report import RunReport

_TONES: Mapping[str, Tone] = {"ok": "success", "braked": "warning", "failed": "failure"}


@dataclass(frozen=True)
class Notifier:
    """Who hears of runs, and the environment that holds their addresses."""

    specs: Specs
    environment: Mapping[str, str]

    def notify(self, report: RunReport) -> tuple[str, ...]:
        """Sends the message of a run to all who want it; what could not be sent comes back as warnings."""
        wanted = [each for each in self._told_of(report.sync.destination) if report.state in each.on]
        variables = dict.fromkeys(each.variable for each in wanted)
        warnings = (self._send(variable, report) for variable in variables)
        return tuple(warning for warning in warnings if warning)

    def _told_of(self, destination: str) -> tuple[Notification, ...]:
        """What the destination says itself, else what the file says, also of a destination that is gone."""
        own = next((each.notify for each in self.specs.destinations if each.name == destination), None)
        return self.specs.notify if own is None else own

    def _send(self, variable: str, report: RunReport) -> str:
        url = self.environment.get(variable)
        if not url:
            return (
                f"nobody was told: the environment has no {variable}, "
                "which notify in destinations.yml refers to; set it"
            )
        try:
            send_notification(url, title_of(report), body_of(report), _TONES[report.state])
        except DestinationError as error:
            return f"the message to {variable} was not sent: {error}"
        return ""


def title_of(report: RunReport) -> str:
    """What happened, in a line."""
    what = f"{report.sync.title} (emptied)" if report.is_drain else report.sync.title
    return f"Segflux: {what}: {report.state}"


def body_of(report: RunReport) -> str:
    """What a person needs to decide what to do; it holds counts, names of specs, and a cleaned reason."""
    counts = report.counts
    planned = (counts.planned_adds, counts.planned_updates, counts.planned_removals)
    lines = (
        f"sync: {report.sync.name}",
        f"segment: {report.sync.segment}",
        f"destination: {report.sync.destination}",
        f"state: {report.state}",
        f"members: {counts.members:,} (held back {counts.held_back:,}, no match {counts.unmatched:,})",
        "planned: {:,} to add, {:,} to update, {:,} to remove".format(*planned),
        f"sent: {counts.sent:,} (accepted {counts.accepted:,}, rejected {counts.rejected:,})",
        f"reason: {report.reason}" if report.reason else "",
    )
    return "\n".join(line for line in lines if line)
