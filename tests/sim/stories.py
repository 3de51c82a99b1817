"""What really happened, as Asterisk's model saw it: the checker reads this, never our own state."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Talk:
    """A caller and a seat in one bridge."""

    leg: str
    began: float
    ended: float | None = None
    by: str = ""
    """Who ended it: caller, seat, us, asterisk."""


@dataclass(slots=True)
class CallerStory:
    """One caller's channel, from INVITE to its end."""

    id: str
    skill: str
    invited: float
    started: float | None = None
    """When it entered our application, if ever."""
    answered: float | None = None
    notice_over: float | None = None
    """When a notice was heard, or could not be."""
    closing: float | None = None
    """When we began to end it: a last announcement, or the hang-up itself."""
    admitted: float | None = None
    """When something was first done for it that is no turning away."""
    ended: float | None = None
    by: str = ""
    cause: int = 0
    talks: list[Talk] = field(default_factory=list)
    falls: list[float] = field(default_factory=list)
    """When it fell to the fallback."""
    returns: list[float] = field(default_factory=list)
    """When it came back from there."""
    is_remembered: bool = False
    """The fallback wrote it down for us."""
    quiet_since: float | None = None
    """Since when an answered caller hears nothing at all."""
    alone_since: float | None = None
    """The same while nobody is at work."""

    @property
    def arrived(self) -> float:
        """When its row must say that it came: with its INVITE, however late we took it."""
        return self.invited

    def has_fallen_at(self, at: float) -> bool:
        """Whether the fallback had it at an instant."""
        falls = sum(each <= at for each in self.falls)
        return falls > sum(each <= at for each in self.returns)


@dataclass(slots=True)
class LegStory:
    """One seat's leg, from our request to its end."""

    id: str
    call: str
    seat: str
    made: float
    up: float | None = None
    cancelled: float | None = None
    """When we first asked for its end."""
    ended: float | None = None
    by: str = ""
    lonely_since: float | None = None
    """Since when a picked-up phone hears nobody."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was broken."""

    kind: str
    at: float
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:.3f} {self.subject}: {self.text}"


@dataclass(slots=True)
class History:
    """All stories of one run."""

    callers: dict[str, CallerStory] = field(default_factory=dict)
    legs: dict[str, LegStory] = field(default_factory=dict)
    talking: dict[str, CallerStory] = field(default_factory=dict)
    """The caller of each channel, caller's and seat's, that is in a talk now."""
    live_legs: dict[str, LegStory] = field(default_factory=dict)
    live_callers: dict[str, CallerStory] = field(default_factory=dict)
    broken: list[Violation] = field(default_factory=list)
    """What was seen to be wrong at the very moment."""
    listening_since: float | None = None
    """Since when a controller listens to Asterisk and has held its meeting; None: none does."""
    outages: list[tuple[float, float]] = field(default_factory=list)
    """From when to when nobody listened."""
    events: int = 0
    requests: int = 0
    points: int = 0
    kills: int = 0
    freezes: int = 0
    is_frozen: bool = False
    """The controller does nothing now."""
    has_guests: bool = False
    """Seats hold their callers, ask others and hand over: a talk has more than two, and pauses."""

    def call(self, story: CallerStory) -> None:
        """Begin a caller's story."""
        self.callers[story.id] = self.live_callers[story.id] = story

    def ring(self, story: LegStory) -> None:
        """Begin a leg's story."""
        self.legs[story.id] = self.live_legs[story.id] = story

    def end(self, channel: str, at: float, by: str, cause: int) -> None:
        """End the story of a caller's or a leg's channel."""
        caller = self.live_callers.pop(channel, None)
        if caller is not None:
            caller.ended, caller.by, caller.cause = at, by, cause
        leg = self.live_legs.pop(channel, None)
        if leg is not None:
            leg.ended, leg.by = at, by

    def talk(self, caller: str, leg: str, at: float) -> None:
        """Two people begin to talk."""
        story = self.callers[caller]
        story.talks.append(Talk(leg, at))
        self.talking[caller] = self.talking[leg] = story

    def part(self, channel: str, at: float, by: str) -> None:
        """One of two people who talk is gone; the other hears nobody from now on."""
        story = self.talking.get(channel)
        if story is None:
            return
        talk = story.talks[-1]
        talk.ended, talk.by = at, by
        del self.talking[story.id], self.talking[talk.leg]
        self.legs[talk.leg].lonely_since = at

    def deaf(self, at: float) -> None:
        """Nobody listens any more."""
        if self.listening_since is not None:
            self.listening_since = None
            self.outages.append((at, 1e12))

    def listens(self, at: float) -> None:
        """A meeting was held."""
        if self.listening_since is None:
            self.listening_since = at
            if self.outages:
                self.outages[-1] = (self.outages[-1][0], at)

    def blame(self, kind: str, at: float, subject: str, text: str) -> None:
        """Note a broken promise, once for each subject."""
        if not any(each.kind == kind and each.subject == subject for each in self.broken):
            self.broken.append(Violation(kind, at, subject, text))
