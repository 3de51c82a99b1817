"""Who waits for a payment run sees what it is at; a program that reads sees nothing of it."""

from __future__ import annotations

import io

import pytest

from app.cli.cases_pay import told_on
from cases.paying import Step

pytestmark = pytest.mark.unit


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_step_is_a_line_on_a_terminal_alone() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for step in Step:
        told_on(terminal)(step)
        told_on(pipe)(step)
    assert terminal.getvalue().splitlines() == [
        "1/3 支給決定の読み取り…",
        "2/3 重複の確認…",
        "3/3 振込データの作成…",
    ]
    assert pipe.getvalue() == ""
