"""Deficiencies that the client's staff found, even after delivery (SPR-III-3-3-イ-1)."""

from __future__ import annotations

from cases.client_lists import Done, ListKind, Row, Work, Wrong
from cases.deficiencies import FoundBy, Typed, find
from cases.errors import IllegalMove, NoSuchCase
from cases.store import case_numbered
from japan.width import narrow_digits

LONGEST_NOTE = 500


async def take(work: Work, row: Row) -> Done | Wrong:
    """Open one deficiency."""
    typed = _typed(work, row)
    if isinstance(typed, Wrong):
        return typed
    try:
        case = await case_numbered(work.session, row["受付番号"])
        is_new = await find(
            work.session, work.shelf, case, typed, work.actor, found_by=FoundBy.CLIENT
        )
    except NoSuchCase as missing:
        return Wrong("受付番号", str(missing))
    except IllegalMove as refused:
        return Wrong("受付番号", str(refused))
    return Done.ADDED if is_new else Done.SAME


def _typed(work: Work, row: Row) -> Typed | Wrong:
    code, label, child = row["不備コード"], row["項目"], narrow_digits(row["児童"])
    if code not in work.catalogue:
        return Wrong("不備コード", f"「{code[:20]}」という不備コードはありません。")
    field = work.catalogue.field_of(label) if label else ""
    if field is None:
        return Wrong("項目", "この名前の項目はありません。")
    if child and not (child.isascii() and child.isdigit() and 0 < int(child) < 100):
        return Wrong("児童", "児童の番号を 1 からの数字で書いてください。")
    if len(row["内容"]) > LONGEST_NOTE:
        return Wrong("内容", f"{LONGEST_NOTE} 字までで書いてください。")
    return Typed(code, field, int(child or "0"), row["内容"])


FINDINGS = ListKind(
    needed=("受付番号", "不備コード"),
    optional=("項目", "児童", "内容"),
    key=("受付番号", "不備コード", "項目", "児童"),
    take=take,
)
