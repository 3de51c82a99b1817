"""Every address that is served, in one table, with who may ask for it.

A route without an access cannot be written down; tests walk over this table with every role.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from aiohttp.typedefs import Handler

from agent_ui import (
    api_table,
    callbacks,
    caller,
    case_accounts,
    case_arrivals,
    case_boards,
    case_list,
    case_lists,
    case_page,
    case_paper,
    case_screening,
    case_steps,
    citizen_phone,
    client,
    client_records,
    complaints,
    contact_board,
    contact_inquiry,
    contact_mending,
    contact_page,
    day_close,
    entry,
    erasures,
    figure_lists,
    figures,
    floor,
    floor_levers,
    floor_live,
    flows,
    help,
    history,
    home,
    inquiries,
    knowledge,
    live,
    opening,
    phone_table,
    promises,
    quality,
    record,
    record_cases,
    records,
    reports,
    seat,
    sip_relay,
    softphone,
    sound_differences,
    sound_list,
    sound_page,
    sound_score,
    submissions,
    suspicious,
    tickets,
    trust,
    views,
    watching,
    why,
    work,
    work_times,
)
from cases import attachments
from desk.roles import TAKES_SEATS, Role


class Access(StrEnum):
    """Who may ask."""

    ANYBODY = "anybody"
    """Without signing in: nothing personal may be shown there."""
    ENTERING = "entering"
    """Who gave the right password and has steps of the sign-in to do."""
    OWNER = "owner"
    """Who is signed in, also while the page is locked."""
    STAFF = "staff"
    """Who is signed in."""
    SEATED = "seated"
    """Who works at a seat."""
    PHONE = "phone"
    """Who works at a seat, also while the page is locked: a locked page keeps its call."""
    SUPERVISION = "supervision"
    """Who watches over the seats."""
    WALL = "wall"
    """The same, also while the page is locked: a wall shows nobody's data."""
    WATCH = "watch"
    """Who may come to a talk of others."""
    CASES = "cases"
    """Who works on applications."""
    FIGURES = "figures"
    """Who is counted in figures, or watches over them."""
    LISTENING = "listening"
    """Who may listen to recordings, as far as the campaign lets their role."""
    API = "api"
    """The same as supervision, for programs, too: by a token of their own."""
    CLIENT = "client"
    """The client, who reads."""
    SERVING = "serving"
    """Who serves callers, or watches over it."""


ROLES: dict[Access, frozenset[Role]] = {
    Access.ANYBODY: frozenset(),
    Access.ENTERING: frozenset(Role),
    Access.OWNER: frozenset(Role),
    Access.STAFF: frozenset(Role),
    Access.SEATED: TAKES_SEATS,
    Access.PHONE: TAKES_SEATS,
    Access.SUPERVISION: frozenset({Role.SUPERVISOR, Role.MANAGER}),
    Access.WALL: frozenset({Role.SUPERVISOR, Role.MANAGER}),
    Access.WATCH: frozenset({Role.SUPERVISOR}),
    Access.CASES: frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER}),
    Access.FIGURES: frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER}),
    Access.LISTENING: frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER, Role.CLIENT}),
    Access.API: frozenset({Role.SUPERVISOR, Role.MANAGER}),
    Access.CLIENT: frozenset({Role.CLIENT}),
    Access.SERVING: frozenset({Role.AGENT, Role.SUPERVISOR, Role.MANAGER}),
}
"""Whom each access lets in; all but `ANYBODY` need a session."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address."""

    method: Literal["GET", "POST"]
    path: str
    access: Access
    view: Handler
    is_activity: bool = True
    """Whether asking shows that a person is there, so that the page is not locked."""
    longest: int | None = None
    """Bytes that may be sent, where it is more than a form has."""


ROUTES: tuple[Route, ...] = (
    Route("GET", f"{api_table.BASE}/openapi.json", Access.ANYBODY, api_table.document),
    *(
        Route("GET", f"{api_table.BASE}{each.path}", Access.API, each.view, is_activity=False)
        for each in api_table.OPERATIONS
    ),
    Route("GET", "/", Access.ANYBODY, views.board),
    Route("GET", "/healthz", Access.ANYBODY, views.healthz),
    Route("GET", "/metrics", Access.ANYBODY, views.metrics),
    Route("GET", "/static/{name}", Access.ANYBODY, views.static),
    Route("GET", "/citizen", Access.ANYBODY, citizen_phone.page),
    Route("GET", "/citizen/voice/{whose}", Access.ANYBODY, citizen_phone.voice),
    Route("GET", "/citizen/sip", Access.ANYBODY, citizen_phone.sip),
    Route("GET", "/trust", Access.ANYBODY, trust.page),
    Route("GET", "/trust/ca.crt", Access.ANYBODY, trust.certificate),
    Route("GET", "/citizen/crowd", Access.ANYBODY, citizen_phone.crowd, is_activity=False),
    Route("GET", "/sign-in", Access.ANYBODY, entry.sign_in_page),
    Route("POST", "/sign-in", Access.ANYBODY, entry.sign_in),
    Route("GET", "/sign-in/step", Access.ENTERING, entry.step_page),
    Route("POST", "/sign-in/code", Access.ENTERING, entry.give_code),
    Route("POST", "/sign-in/password", Access.ENTERING, entry.change_password),
    Route("POST", "/sign-in/authenticator", Access.ENTERING, entry.confirm_authenticator),
    Route("POST", "/sign-in/take-over", Access.ENTERING, entry.take_over),
    Route("GET", "/unlock", Access.OWNER, entry.unlock_page, is_activity=False),
    Route("POST", "/unlock", Access.OWNER, entry.unlock, is_activity=False),
    Route("POST", "/sign-out", Access.OWNER, entry.sign_out),
    Route("POST", "/lock", Access.STAFF, entry.lock),
    Route("POST", "/language", Access.STAFF, entry.choose_language),
    Route("POST", "/activity", Access.STAFF, home.activity),
    Route("GET", "/home", Access.STAFF, home.home),
    Route("GET", "/live", Access.STAFF, live.live, is_activity=False),
    Route("GET", "/board", Access.SUPERVISION, floor.page),
    Route("GET", "/board/wall", Access.WALL, floor.wall, is_activity=False),
    Route("GET", "/live/wall", Access.WALL, floor_live.live_wall, is_activity=False),
    Route("GET", "/board/calls/{figure}", Access.SUPERVISION, floor.calls),
    Route("GET", "/board/why/{call}", Access.SUPERVISION, why.page),
    Route("POST", "/board/callers/{call}/pull", Access.SUPERVISION, floor_levers.pull),
    Route("POST", "/board/close", Access.SUPERVISION, floor_levers.close),
    Route("POST", "/board/reopen", Access.SUPERVISION, floor_levers.reopen),
    Route("POST", "/board/capacity", Access.SUPERVISION, floor_levers.bend),
    Route("POST", "/board/capacity/restore", Access.SUPERVISION, floor_levers.restore),
    Route("POST", "/board/recall", Access.SUPERVISION, floor_levers.recall),
    Route("POST", "/board/outbound", Access.SUPERVISION, floor_levers.outbound),
    Route("POST", "/board/notice", Access.SUPERVISION, floor_levers.notice),
    Route("POST", "/seats/{seat}/sign-out", Access.SUPERVISION, floor_levers.sign_out),
    Route("GET", "/live/board", Access.SUPERVISION, floor_live.live, is_activity=False),
    Route("GET", "/opening", Access.SUPERVISION, opening.page),
    Route("POST", "/opening", Access.SUPERVISION, opening.look),
    Route("POST", "/seat/take", Access.SEATED, seat.take),
    Route("POST", "/seat/leave", Access.SEATED, seat.leave),
    Route("POST", "/seat/ready", Access.SEATED, seat.ready),
    Route("POST", "/seat/not-ready", Access.SEATED, seat.not_ready),
    Route("POST", "/seat/wrap-up", Access.SEATED, seat.extend_wrap_up),
    Route("GET", "/call", Access.SEATED, caller.part, is_activity=False),
    Route("POST", "/call/find", Access.SEATED, caller.find),
    Route("POST", "/call/check", Access.SEATED, caller.check),
    Route("POST", "/call/returned", Access.SEATED, caller.returned),
    Route("GET", "/desk", Access.PHONE, softphone.page),
    *(
        Route("POST", path, Access.PHONE, view, is_activity=path not in phone_table.BY_ITSELF)
        for path, view in phone_table.ACTIONS.items()
    ),
    Route("GET", "/ws/sip", Access.PHONE, sip_relay.sip, is_activity=False),
    Route("GET", "/callbacks", Access.SEATED, callbacks.page),
    Route("POST", "/callbacks", Access.SUPERVISION, callbacks.promise),
    Route("GET", "/flows", Access.SUPERVISION, flows.overview),
    Route("GET", "/flows/{flow}", Access.SUPERVISION, flows.page),
    Route("GET", "/flows/{flow}/picture", Access.SUPERVISION, flows.picture),
    Route("POST", "/messages/{call}/assign", Access.SEATED, callbacks.message_assigned),
    Route("POST", "/messages/{call}/done", Access.SEATED, callbacks.message_done),
    Route("POST", "/callbacks/{callback}/dial", Access.SEATED, callbacks.dial),
    Route("POST", "/callbacks/{callback}/cancel", Access.SEATED, callbacks.cancel),
    Route("GET", "/records", Access.SEATED, records.overview),
    Route("POST", "/records", Access.SEATED, records.begin),
    Route("POST", "/records/simple", Access.SEATED, records.simple),
    Route("GET", "/records/{record}", Access.SEATED, record.page),
    Route("POST", "/records/{record}/draft", Access.SEATED, record.save_draft),
    Route("POST", "/records/{record}/close", Access.SEATED, record.close),
    Route("GET", "/records/{record}/cases", Access.SEATED, record_cases.part, is_activity=False),
    Route("POST", "/records/{record}/cases/find", Access.SEATED, record_cases.find),
    Route("POST", "/records/{record}/cases/link", Access.SEATED, record_cases.link),
    Route("GET", "/inquiries", Access.SUPERVISION, inquiries.overview),
    Route("GET", "/inquiries/{record}", Access.SUPERVISION, inquiries.page),
    Route("GET", "/client/records", Access.CLIENT, client_records.overview),
    Route("POST", "/client/records", Access.CLIENT, client_records.find),
    Route("POST", "/client/records/file", Access.CLIENT, client_records.export),
    Route("GET", "/client/records/{record}", Access.CLIENT, client_records.one),
    Route("GET", "/client/complaints", Access.CLIENT, client.complaints_page),
    Route("GET", "/client/questions", Access.CLIENT, client.questions_page),
    Route("GET", "/client/drafts", Access.CLIENT, client.drafts_page),
    Route("GET", "/client/reports", Access.CLIENT, client.reports_page),
    Route("GET", "/client/reports/{report}", Access.CLIENT, client.report),
    Route("GET", "/client/reports/{report}/file", Access.CLIENT, client.file),
    Route("GET", "/work", Access.SERVING, work.page),
    Route("POST", "/work/assign", Access.SUPERVISION, work.assign),
    Route("POST", "/work/done", Access.SERVING, work.done),
    Route("GET", "/day", Access.SUPERVISION, day_close.page),
    Route("POST", "/day", Access.SUPERVISION, day_close.close),
    Route("GET", "/times", Access.SUPERVISION, work_times.page),
    Route("GET", "/reports", Access.SUPERVISION, reports.overview),
    Route("GET", "/reports/{report}", Access.SUPERVISION, reports.page),
    Route("POST", "/reports/{report}/freeze", Access.SUPERVISION, reports.freeze),
    Route("POST", "/reports/{report}/step", Access.SUPERVISION, reports.bring),
    Route("GET", "/reports/{report}/file", Access.SUPERVISION, reports.file),
    Route("GET", "/figures", Access.SUPERVISION, figures.week),
    Route("POST", "/figures/busy", Access.SUPERVISION, figures.note_busy),
    Route("GET", "/figures/calls", Access.SUPERVISION, figure_lists.calls),
    Route("GET", "/figures/calls/{call}", Access.SUPERVISION, figure_lists.call),
    Route("GET", "/figures/records", Access.SUPERVISION, figure_lists.records),
    Route("GET", "/figures/attempts", Access.SUPERVISION, figure_lists.attempts),
    Route("GET", "/history", Access.FIGURES, history.page),
    Route("GET", "/help", Access.SERVING, help.start, is_activity=False),
    Route("POST", "/help/find", Access.SERVING, help.find),
    Route("POST", "/help/script", Access.SERVING, help.script),
    Route("POST", "/help/not-found", Access.SERVING, help.not_found),
    Route("GET", "/help/{article}", Access.SERVING, help.read),
    Route("GET", "/promises", Access.SERVING, promises.overview),
    Route("GET", "/promises/place", Access.SERVING, promises.place, is_activity=False),
    Route("GET", "/reminders", Access.SERVING, promises.bar, is_activity=False),
    Route("POST", "/promises/callbacks", Access.SERVING, promises.promise),
    Route("POST", "/promises/callbacks/{callback}", Access.SERVING, promises.callback),
    Route("POST", "/tickets", Access.SERVING, tickets.ask),
    Route("GET", "/tickets/{ticket}", Access.SERVING, tickets.page),
    Route("POST", "/tickets/{ticket}", Access.SERVING, tickets.bring),
    Route("POST", "/escalations", Access.SERVING, promises.hand_up),
    Route("GET", "/escalations/{escalation}", Access.SUPERVISION, promises.escalation),
    Route("POST", "/escalations/{escalation}", Access.SUPERVISION, promises.on_escalation),
    Route("POST", "/complaints/reported", Access.SUPERVISION, complaints.reported),
    Route("POST", "/complaints/{record}/told", Access.SUPERVISION, complaints.told),
    Route("GET", "/knowledge", Access.SUPERVISION, knowledge.overview),
    Route("POST", "/knowledge", Access.SUPERVISION, knowledge.begin),
    Route("GET", "/knowledge/new", Access.SUPERVISION, knowledge.new),
    Route("POST", "/knowledge/questions/{question}", Access.SUPERVISION, knowledge.close_question),
    Route("GET", "/knowledge/{article}", Access.SUPERVISION, knowledge.page),
    Route("POST", "/knowledge/{article}/revise", Access.SUPERVISION, knowledge.revise),
    Route("POST", "/knowledge/{article}/draft", Access.SUPERVISION, knowledge.save),
    Route("POST", "/knowledge/{article}/answer", Access.SUPERVISION, knowledge.answer),
    Route("POST", "/knowledge/{article}/publish", Access.SUPERVISION, knowledge.publish),
    Route("POST", "/knowledge/{article}/take-down", Access.SUPERVISION, knowledge.take_down),
    Route("GET", "/cases", Access.CASES, case_list.overview),
    Route("POST", "/cases/find", Access.CASES, case_list.find),
    Route("POST", "/cases/views", Access.CASES, case_list.keep_view),
    Route("POST", "/cases/views/{view}/forget", Access.CASES, case_list.forget_view),
    Route("GET", "/cases/boards/deficiencies", Access.CASES, case_boards.deficiencies),
    Route("GET", "/cases/boards/stagnant", Access.SUPERVISION, case_boards.stagnant),
    Route(
        "GET",
        "/cases/boards/deficiencies/part",
        Access.CASES,
        case_boards.loop_part,
        is_activity=False,
    ),
    Route(
        "GET",
        "/cases/boards/stagnant/part",
        Access.SUPERVISION,
        case_boards.stagnant_part,
        is_activity=False,
    ),
    Route("GET", "/cases/paper", Access.CASES, case_paper.page),
    Route("POST", "/cases/paper", Access.CASES, case_paper.enter),
    Route("GET", "/cases/boards/screening", Access.CASES, case_screening.board),
    Route("POST", "/cases/boards/screening", Access.CASES, case_screening.take_next),
    Route("GET", "/cases/{number}/screening", Access.CASES, case_screening.page),
    Route("POST", "/cases/{number}/screening", Access.CASES, case_screening.decide),
    Route("POST", "/cases/{number}/confirmation", Access.CASES, case_screening.confirm),
    Route("GET", "/cases/{number}/files/{file}", Access.CASES, case_screening.file),
    Route("GET", "/cases/boards/accounts", Access.CASES, case_accounts.board),
    Route("GET", "/cases/{number}/account", Access.CASES, case_accounts.page),
    Route("POST", "/cases/{number}/account", Access.CASES, case_accounts.enter),
    Route("GET", "/cases/arrivals", Access.CASES, case_arrivals.page),
    Route("POST", "/cases/arrivals", Access.CASES, case_arrivals.write_down),
    Route("GET", "/cases/lists", Access.SUPERVISION, case_lists.overview),
    Route("POST", "/cases/lists", Access.SUPERVISION, case_lists.make),
    Route("POST", "/cases/sheets", Access.SUPERVISION, case_lists.make_sheets),
    Route("GET", "/cases/runs/{run}/{place}", Access.SUPERVISION, case_lists.file),
    Route("POST", "/cases/arrivals/{line}/settled", Access.CASES, case_arrivals.settle),
    Route("POST", "/cases/{number}/steps", Access.CASES, case_steps.take),
    Route(
        "POST",
        "/cases/{number}/files",
        Access.CASES,
        case_steps.add_file,
        longest=attachments.MAX_BYTES + 64 * 1024,
    ),
    Route("GET", "/cases/{number}", Access.CASES, case_page.page),
    Route("POST", "/cases/{number}/unmask", Access.CASES, case_page.unmask),
    Route("POST", "/cases/{number}/deficiencies", Access.CASES, case_page.open_deficiency),
    Route("POST", "/cases/{number}/closed", Access.CASES, case_page.close_deficiency),
    Route("POST", "/cases/{number}/sent-back", Access.CASES, case_boards.sent_back),
    Route("GET", "/contacts", Access.SEATED, contact_page.page),
    Route("GET", "/contacts/state", Access.SEATED, contact_page.state, is_activity=False),
    Route("POST", "/contacts/next", Access.SEATED, contact_page.take_next),
    Route("POST", "/contacts/dial", Access.SEATED, contact_page.dial),
    Route("POST", "/contacts/skip", Access.SEATED, contact_page.skip),
    Route("POST", "/contacts/answerer", Access.SEATED, contact_page.answered_by),
    Route("POST", "/contacts/result", Access.SEATED, contact_page.record),
    Route("POST", "/contacts/asked", Access.SEATED, contact_inquiry.asked),
    Route("POST", "/contacts/suspicious", Access.SEATED, contact_inquiry.report),
    Route("GET", "/outbound", Access.SUPERVISION, contact_board.page),
    Route("GET", "/outbound/part", Access.SUPERVISION, contact_board.page, is_activity=False),
    Route("POST", "/outbound/on", Access.SUPERVISION, contact_board.start),
    Route("POST", "/outbound/off", Access.SUPERVISION, contact_board.stop),
    Route("POST", "/outbound/pause", Access.SUPERVISION, contact_board.pause),
    Route("POST", "/outbound/resume", Access.SUPERVISION, contact_board.resume),
    Route("POST", "/outbound/bars/{file}/lift", Access.SUPERVISION, contact_mending.lift),
    Route("POST", "/outbound/corrections", Access.SUPERVISION, contact_mending.correct),
    Route("POST", "/outbound/results", Access.SUPERVISION, contact_mending.record),
    Route("POST", "/outbound/lists", Access.SUPERVISION, contact_mending.make_list),
    Route("GET", "/outbound/lists/{file}", Access.SUPERVISION, contact_mending.export_list),
    Route("POST", "/outbound/reports/{file}/seen", Access.SUPERVISION, contact_board.seen),
    Route("POST", "/outbound/reports/{file}/told", Access.SUPERVISION, suspicious.told),
    Route("POST", "/outbound/cases/{number}/give-up", Access.SUPERVISION, contact_board.give_up),
    Route("POST", "/outbound/cases/{number}/word", Access.SUPERVISION, contact_board.instruct),
    Route("GET", "/recordings", Access.LISTENING, sound_list.overview),
    Route("POST", "/recordings", Access.LISTENING, sound_list.find),
    Route("POST", "/recordings/differences", Access.SUPERVISION, sound_differences.seen),
    Route("GET", "/recordings/{call}", Access.LISTENING, sound_page.ask),
    Route("POST", "/recordings/{call}/open", Access.LISTENING, sound_page.open_sound),
    Route("GET", "/recordings/{call}/listen/{listening}", Access.LISTENING, sound_page.listen),
    Route("GET", "/recordings/{call}/sound/{listening}", Access.LISTENING, sound_page.sound),
    Route("POST", "/recordings/{call}/hold", Access.SUPERVISION, erasures.hold),
    Route("GET", "/erasures", Access.SUPERVISION, erasures.overview),
    Route("POST", "/erasures", Access.SUPERVISION, erasures.ask),
    Route("GET", "/erasures/{erasure}", Access.SUPERVISION, erasures.page),
    Route("POST", "/erasures/{erasure}/decision", Access.SUPERVISION, erasures.decide),
    Route("POST", "/erasures/{erasure}/execution", Access.SUPERVISION, erasures.execute),
    Route("GET", "/erasures/{erasure}/certificate", Access.SUPERVISION, erasures.certificate),
    Route("POST", "/recordings/{call}/scores/{listening}", Access.SUPERVISION, sound_score.give),
    Route("GET", "/quality", Access.SERVING, quality.overview),
    Route("POST", "/quality/samples", Access.SUPERVISION, quality.draw),
    Route("GET", "/quality/{scoring}", Access.SERVING, quality.page),
    Route("POST", "/quality/{scoring}/notes", Access.SERVING, quality.note),
    Route("GET", "/submissions", Access.SUPERVISION, submissions.overview),
    Route("POST", "/submissions", Access.SUPERVISION, submissions.ask),
    Route("GET", "/submissions/{package}", Access.SUPERVISION, submissions.page),
    Route("POST", "/submissions/{package}/decision", Access.SUPERVISION, submissions.decide),
    Route("POST", "/submissions/{package}/archive", Access.SUPERVISION, submissions.make),
    Route("POST", "/submissions/{package}/password", Access.SUPERVISION, submissions.tell),
    Route("POST", "/seats/{seat}/ready", Access.SUPERVISION, seat.make_ready),
    Route("POST", "/seats/{seat}/not-ready", Access.SUPERVISION, seat.make_not_ready),
    Route("POST", "/seats/{seat}/hand-down", Access.SUPERVISION, seat.hand_down),
    Route("POST", "/seats/{seat}/watch", Access.WATCH, watching.watch),
)
