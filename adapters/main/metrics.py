"""What Prometheus is told: counts and times only, never a name or an id of a person or a circle."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LAG_EVERY_S = 1.0


@dataclass(slots=True)
class Metrics:
    """The meters of one process."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    pulses: Counter = field(init=False)
    failures: Counter = field(init=False)
    beat_lag: Histogram = field(init=False)
    loop_lag: Gauge = field(init=False)
    unsettled: Gauge = field(init=False)

    def __post_init__(self) -> None:
        """Make the meters."""
        of = self.registry
        self.pulses = Counter("hearth_pulses", "Pulses that were done.", registry=of)
        self.failures = Counter("hearth_pulse_failures", "Pulses that failed.", registry=of)
        self.beat_lag = Histogram("hearth_beat_lag_seconds", "How late the earliest due beat was found.", registry=of)
        self.loop_lag = Gauge("hearth_loop_lag_seconds", "How late the event loop last woke.", registry=of)
        self.unsettled = Gauge("hearth_deliveries_unsettled", "Deliveries due or being sent.", registry=of)

    def beat_found(self, lag: timedelta) -> None:
        """Note how late the earliest due beat was found."""
        self.beat_lag.observe(lag.total_seconds())

    def watch_loop(self) -> asyncio.TimerHandle:
        """Measure the loop's lag each second, from now on; cancel what is returned to stop."""
        loop = asyncio.get_running_loop()
        expected = loop.time() + LAG_EVERY_S

        def tick() -> None:
            self.loop_lag.set(max(0.0, loop.time() - expected))
            self.watch_loop()

        return loop.call_at(expected, tick)
