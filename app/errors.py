"""What can go wrong when an instance is started, linked or asked. Each is one clear line.

AppError
├── HomeTaken          another instance holds the home's lock
├── HandOverFailed     the running instance ended when it was to be taken over
├── CallsUp            the instance is not stopped, for people are talking
├── StillRunning       the instance was told to stop and does not
├── HomeUnusable       the home cannot be made or written
├── PortTaken          a port that we are to listen on is in use
├── NotValid           configuration is wrong; every problem is listed in it
├── PlainUnreadable    plain.json is missing or not of this version
├── ClockFixed         the home has calls and another clock
├── OtherDatabase      the database holds another instance's rows
├── NotRunning         a command that acts found no running instance
├── WishRefused        the running instance refused what was asked
├── NoCases            the campaign takes no applications
├── NoSound            a command names a recording that nobody may read
├── NotErased          an erasure is not what may be done now
├── NotScored          a sample may not be drawn now, or there is no score sheet
├── NotPacked          a package for the client is not what may be made now
├── NotSupervisor      what is a supervisor's was asked for in another name
├── ReplayDiffers      a replay gave other commands than the log holds
├── ReportRefused      a report cannot be brought further now
├── ReportDiffers      a report's file is not what was given out, or is not frozen
├── DayNotClosed       a day may not be closed now
├── NoBook             Asterisk is somebody else's, and its book cannot be read
├── NothingForetold    the instance has told nothing of today yet
├── NoSuchCall         no ended call has this id
├── TrailBroken        the audit trail is not what was written
├── ChildFailed        a child process could not even start its work
└── LinkBroken         controller and office do not understand each other
"""

from __future__ import annotations

from collections.abc import Sequence


class AppError(Exception):
    """Something at the outermost layer failed; its text is one line for an operator."""


class HomeTaken(AppError):
    """Another instance holds the home's lock."""

    def __init__(self, *, path: str) -> None:
        super().__init__(f"another instance is running on {path} (--take-over hands it over)")
        self.path = path


class HandOverFailed(AppError):
    """The running supervisor ended when it was asked to become other code."""

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"the instance on {path} ended when it was taken over; its calls go on, "
            "and `madoguchi up` goes on with them"
        )
        self.path = path


class CallsUp(AppError):
    """The instance is not stopped, for that would cut calls."""

    def __init__(self, *, count: int) -> None:
        super().__init__(
            f"{count} {'call is' if count == 1 else 'calls are'} up: "
            "--drain waits for a moment without calls, --now cuts them"
        )
        self.count = count


class StillRunning(AppError):
    """The instance was told to stop and does not."""

    def __init__(self, *, pid: int, within_s: float) -> None:
        super().__init__(f"process {pid} was told to stop and still runs after {within_s:g} s")
        self.pid = pid
        self.within_s = within_s


class HomeUnusable(AppError):
    """The home, or something in it, cannot be made or written."""

    def __init__(self, *, path: str, why: str) -> None:
        super().__init__(f"cannot use {path}: {why}")
        self.path = path
        self.why = why


class PortTaken(AppError):
    """A port that we are to listen on cannot be had."""

    def __init__(self, *, what: str, host: str, port: int, why: str) -> None:
        super().__init__(f"cannot listen for {what} on {host}:{port}: {why}")
        self.what = what
        self.host = host
        self.port = port
        self.why = why


class NotValid(AppError):
    """Configuration is wrong."""

    def __init__(self, *, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class NotSupervisor(AppError):
    """What is a supervisor's was asked for in another name."""

    def __init__(self, *, login: str) -> None:
        super().__init__(
            f"{login} is no supervisor or manager here: --by takes the login of one "
            "(madoguchi staff list)"
        )
        self.login = login


class PlainUnreadable(AppError):
    """The plain settings are missing or cannot be read."""

    def __init__(self, *, path: str, why: str) -> None:
        super().__init__(
            f"cannot read {path}: {why} (`madoguchi up` writes it: --home names the folder of an "
            "instance that was started)"
        )
        self.path = path
        self.why = why


class ClockFixed(AppError):
    """The home holds calls on one clock and cannot go on with another."""

    def __init__(self, *, stored: str, asked: str) -> None:
        super().__init__(
            f"this home has calls on the clock {stored}; --clock {asked} needs a home of its own"
        )
        self.stored = stored
        self.asked = asked


class OtherDatabase(AppError):
    """The database holds the rows of another instance; waiting does not mend that."""

    def __init__(self) -> None:
        super().__init__("the database holds the rows of another instance")


class NotRunning(AppError):
    """A command that acts found no running instance."""

    def __init__(self, *, path: str, why: str) -> None:
        super().__init__(f"no running instance on {path}: {why} (`madoguchi up` starts it)")
        self.path = path
        self.why = why


class WishRefused(AppError):
    """The running instance refused what was asked."""

    def __init__(self, *, reason: str, key: str = "") -> None:
        super().__init__(f"refused: {reason}")
        self.reason = reason
        self.key = key
        """The refusal's, if the instance gave one; `reason` tells it in words."""


class NumberRefused(AppError):
    """A number that may not be dialled."""

    def __init__(self, *, why: str) -> None:
        super().__init__(why)
        self.why = why


class TimeUnreadable(AppError):
    """What was given as a time is none."""

    def __init__(self, *, text: str) -> None:
        super().__init__(f"{text!r} is no time: write it like 2026-02-02T15:30")
        self.text = text


class TimeOutOfReach(AppError):
    """A callback cannot be promised for this time."""

    def __init__(self, *, text: str, days: int) -> None:
        super().__init__(
            f"{text!r} cannot be promised: give a time from today on, within {days} days"
        )
        self.text = text


class PeopleLate(AppError):
    """A number could not be kept in the people's store in time."""

    def __init__(self) -> None:
        super().__init__("the number could not be kept: people.db is locked or the disk is full")


class NoCases(AppError):
    """The campaign takes no applications."""

    def __init__(self) -> None:
        super().__init__("この業務の設定に [cases] がなく、申請を扱いません。")


class NoContacts(AppError):
    """The campaign calls nobody about incomplete papers."""

    def __init__(self) -> None:
        super().__init__("この業務の設定に [cases.contacts] がなく、申請者への架電をしません。")


class ReplayDiffers(AppError):
    """The same code gave other commands than the log holds."""

    def __init__(self, *, records: int, differing: int) -> None:
        super().__init__(f"{differing} of {records} records give other commands than the log holds")
        self.records = records
        self.differing = differing


class TrailBroken(AppError):
    """The audit trail is not what was written."""

    def __init__(self, *, n: int, why: str) -> None:
        super().__init__(f"the audit trail is broken at entry {n}: {why}")
        self.n = n
        self.why = why


class ChildFailed(AppError):
    """A child process could not even start its work."""

    def __init__(self, *, name: str, why: str) -> None:
        super().__init__(f"{name} does not start: {why}")
        self.name = name
        self.why = why


class LinkBroken(AppError):
    """What came over the controller's socket is not what was agreed."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"the controller's socket: {why}")
        self.why = why


class ReportRefused(AppError):
    """A report cannot be frozen or brought further now."""

    def __init__(self, *, report: str, why: str) -> None:
        words = {
            "no_report": "there is no such report; freeze it first",
            "not_now": "it is not at the step before (draft, checked, approved, submitted)",
            "not_draft": "it is no draft any more; return it first",
        }
        super().__init__(f"{report}: {words.get(why, why)}")
        self.report = report
        self.why = why


class ReportDiffers(AppError):
    """A report's file does not prove what it shows."""

    def __init__(self, *, file: str, why: str) -> None:
        words = {
            "unknown": "no file with this content was given out: it was altered, or is not ours",
            "not_frozen": "it was given out before the report was frozen (速報)",
            "replaced": "the report was frozen anew since; this file shows an earlier draft",
            "altered": "the kept report or the rows are not what was frozen",
        }
        super().__init__(f"{file}: {words.get(why, why)}")
        self.file = file
        self.why = why


class NoSuchCall(AppError):
    """No call that has ended has this id."""

    def __init__(self, *, call: str) -> None:
        super().__init__(f"no ended call has the id {call} (`madoguchi calls` lists them)")
        self.call = call


class NothingForetold(AppError):
    """Nothing was told of today."""

    def __init__(self, *, day: str) -> None:
        super().__init__(
            f"nothing is told of {day} yet: a running instance does so within a minute"
        )
        self.day = day


class NoDecisions(AppError):
    """Nothing that was decided of a call with this id is kept."""

    def __init__(self, *, call: str) -> None:
        super().__init__(f"nothing is kept that was decided of a call {call} (`madoguchi calls`)")
        self.call = call


class DayNotClosed(AppError):
    """A day may not be closed now, or only by somebody who says so."""

    def __init__(self, *, day: str, why: str) -> None:
        super().__init__(f"{day} is not closed: {why}")
        self.day, self.why = day, why


class IncidentRefused(AppError):
    """What was said of an incident cannot be meant; a word of a closed set says why."""

    def __init__(self, *, why: str) -> None:
        words = {
            "what": "say what happened, in at most 2,000 letters",
            "my_number": "a text holds an individual number (マイナンバー), which may not be kept",
            "persons": "that many persons cannot be meant",
            "times": "it was found in the future, or told to the client before it was found",
            "closed": (
                "it is closed once the client was told (--told), "
                "and --cause and --measures are noted"
            ),
            "unknown": "there is no incident of that number",
        }
        super().__init__(words.get(why, why))
        self.why = why


class NotSealed(AppError):
    """Personal data would be given out in the open, or with the key beside them."""

    OPEN = (
        "this campaign gives personal data out sealed only ([cases] sealed): "
        "name a file for the password in another folder (--password-to)"
    )
    BESIDE = "the password may not lie beside the archive: name another folder (--password-to)"

    def __init__(self, *, why: str) -> None:
        super().__init__(why)
        self.why = why


class NoDifference(AppError):
    """Somebody looked into a difference that is not there (any more), or looked into before."""

    def __init__(self, *, call: str, is_known: bool) -> None:
        why = "was looked into before" if is_known else "does not differ so on that day"
        super().__init__(f"{call}: {why}")
        self.call = call
        self.is_known = is_known


class NoBook(AppError):
    """Asterisk runs elsewhere, so its book is not on this machine."""

    def __init__(self) -> None:
        super().__init__("Asterisk is not ours (settings: asterisk.ari): its book is not here")


class NoSound(AppError):
    """A command names a recording, or an erasure, that is not there to be read."""

    def __init__(self, *, call: str, why: str) -> None:
        super().__init__(f"{call}: {why}")
        self.call = call
        self.why = why


class NotPacked(AppError):
    """A package of recordings may not be asked for, decided, made or told so."""

    def __init__(self, *, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotScored(AppError):
    """A sample may not be drawn now, its week is none, or the campaign has no score sheet."""

    def __init__(self, *, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotErased(AppError):
    """An erasure may not be asked for, decided or executed so."""

    def __init__(self, *, why: str) -> None:
        super().__init__(why)
        self.why = why
