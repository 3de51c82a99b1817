"""The parts of a report that tell how personal data were handled. Pure."""

from __future__ import annotations

from japan.era import wareki
from metrics.content import Column, Section
from metrics.material import Material
from metrics.parts import COUNT, make
from metrics.report_plan import Part
from metrics.words import ACTIONS, INCIDENTS, ROLES
from storage.report_tables import Incident


def access(of: Material) -> Section:
    """Count what was done with personal data, as the audit trail has it (SPR-別紙-10)."""
    rows = [(word, of.access.get(action, 0)) for action, word in ACTIONS.items()]
    columns = (Column("取扱い"), Column("回数", COUNT))
    notes = [
        "監査証跡に記録された回数です。一覧は、何件を表示しても一回と数えます。"
        "証跡は改ざんを検知できる形で保管しています。"
    ]
    return make(Part.ACCESS, of, columns, rows, notes=notes)


def roster(of: Material) -> Section:
    """List the persons who were allowed to handle personal data (従事者名簿)."""
    rows = [
        (
            *(each.name, ROLES.get(each.role, each.role), wareki(each.first_day)),
            wareki(each.last_day) if each.last_day else None,
        )
        for each in of.roster
    ]
    columns = [Column(each) for each in ("氏名", "役割", "従事の初め", "従事の終わり")]
    notes = [] if rows else ["この期間に指定された従事者はいませんでした。"]
    return make(Part.ROSTER, of, columns, rows, notes=notes)


def _kind(of: Incident) -> str:
    word = INCIDENTS.get(of.kind, of.kind)
    return f"{word}のおそれ" if of.is_suspected else word


def _told(of: Material, row: Incident) -> str:
    if row.told_at is None:
        return "未報告"
    minutes = int((row.told_at - row.found_at).total_seconds() // 60)
    return f"{of.minute(row.told_at)}（判明から{minutes}分）"


def incidents(of: Material) -> Section:
    """List the incidents of the period, and those from before that are not closed."""
    rows = [
        (
            *(str(each.id), of.minute(each.found_at), _kind(each)),
            each.persons,
            f"{each.what}（原因: {each.cause}）" if each.cause else each.what,
            each.measures,
            _told(of, each),
            "終了" if each.is_closed else "対応中",
        )
        for each in of.incidents
    ]
    columns = (
        *(Column("番号"), Column("判明した日時"), Column("種類"), Column("人数", COUNT)),
        *(Column("内容"), Column("対応と再発防止"), Column("委託者への報告"), Column("状態")),
    )
    notes = [] if rows else ["この期間に個人情報の事故はありませんでした。"]
    return make(Part.INCIDENTS, of, columns, rows, notes=notes)
