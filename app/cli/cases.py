"""`madoguchi cases`: applications, from the applicant's form to the payment file."""

from __future__ import annotations

import typer

from app.cli import (
    cases_arrivals,
    cases_attachment,
    cases_banks,
    cases_deficiency,
    cases_deliver,
    cases_export,
    cases_files,
    cases_find,
    cases_handover,
    cases_import,
    cases_notice,
    cases_own,
    cases_pay,
    cases_progress,
    cases_runs,
    cases_sample,
    cases_screen,
    cases_second_entry,
    cases_send_back,
    cases_show,
    cases_step,
)

CASES = typer.Typer(
    help="Applications (申請): import, find, check and pay them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
CASES.command("import")(cases_import.import_)
CASES.command("find")(cases_find.find)
CASES.command("show")(cases_show.show)
CASES.command("step")(cases_step.step)
CASES.command("export")(cases_export.export)
CASES.command("close-out")(cases_export.close_out)
CASES.add_typer(cases_files.FILES, name="files")
CASES.add_typer(cases_arrivals.ARRIVALS, name="arrivals")
CASES.add_typer(cases_second_entry.SECOND_ENTRY, name="second-entry")
CASES.add_typer(cases_deficiency.DEFICIENCY, name="deficiency")
CASES.add_typer(cases_attachment.ATTACHMENT, name="attachment")
CASES.add_typer(cases_send_back.SEND_BACK, name="send-back")
CASES.add_typer(cases_screen.SCREEN, name="screen")
CASES.command("deliver")(cases_deliver.deliver)
CASES.add_typer(cases_notice.NOTICE, name="notice")
CASES.add_typer(cases_handover.HANDOVER, name="handover")
CASES.command("progress")(cases_progress.progress)
CASES.command("status")(cases_progress.status)
CASES.command("stagnant")(cases_progress.stagnant)
CASES.add_typer(cases_runs.RUNS, name="runs")
CASES.add_typer(cases_pay.PAY, name="pay")
CASES.add_typer(cases_banks.BANKS, name="banks")
CASES.command("list")(cases_own.list_)
CASES.command("sheets")(cases_own.sheets)
CASES.command("due")(cases_own.due)
CASES.command("sample")(cases_sample.sample)
