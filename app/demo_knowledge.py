"""The demo's manuals: what is shipped for its campaign, as if the client had confirmed it."""

from __future__ import annotations

from app.articles_given import given
from app.demo_people import OPERATOR
from app.desk_start import desk_of
from app.home import Home
from app.opened import campaign_of
from app.plain import Plain
from cases.sheet import read_sheet
from config.knowledge_file import KNOWLEDGE, ArticleRow, load_articles
from desk import referrals
from desk.article_import import take
from desk.articles import Answer
from desk.desk import Desk
from desk.referrals import ListFile
from storage import engine

CONFIRMER, REFERENCE = "（体験版）", "体験版のための確認"


async def fill_shelf(home: Home, plain: Plain) -> None:
    """Publish the articles and the directory that are shipped for the campaign, if some are.

    Raises:
        DatabaseUnavailable: the database does not answer.
    """
    campaign = campaign_of(home, plain.campaign).id
    found = load_articles(campaign)
    rows = [each for each in found if isinstance(each, ArticleRow)]
    if not rows:
        return
    offices = KNOWLEDGE / f"{campaign}_referrals.csv"
    database = engine.connect(plain.database_url)
    try:
        desk = desk_of(home, plain, database)
        answer = Answer(confirmer=CONFIRMER, on=desk.today, reference=REFERENCE)
        await take(desk, OPERATOR, given(rows), answer=answer)
        if offices.exists():
            await _take_offices(desk, offices.name, offices.read_bytes())
    finally:
        await database.dispose()


async def _take_offices(desk: Desk, name: str, data: bytes) -> None:
    sheet = read_sheet(data)
    if not isinstance(sheet, str):
        listed = ListFile(name=name, data=data, header=sheet.header, rows=sheet.rows())
        await referrals.take(desk, OPERATOR, listed, valid_from=desk.today, dry_run=False)
