"""Drawing a PDF in a process of its own: `python -m metrics.pdf < page.html > page.pdf`.

It takes a second of processor and a library that holds the interpreter; neither calls nor pages
wait for it. Japanese fonts are embedded, as far as their letters are used.
"""

from __future__ import annotations

import asyncio
import os
import sys

from japan.paper import FONTS
from metrics.errors import NotDrawn

NICENESS = 15
LONGEST_S = 120.0


async def pdf(page: str) -> bytes:
    """Draw a page of HTML.

    Raises:
        NotDrawn: the child failed; what it said last is in it.
    """
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "metrics.pdf"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            drawn, said = await child.communicate(page.encode())
    except TimeoutError:
        raise NotDrawn(why=f"no answer for {LONGEST_S:.0f} s") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not drawn.startswith(b"%PDF"):
        raise NotDrawn(why=(said.decode(errors="replace").strip().splitlines() or ["nothing"])[-1])
    return drawn


def main() -> int:
    """Draw what comes on standard input; nothing outside of the page is fetched."""
    os.nice(NICENESS)
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    page = sys.stdin.buffer.read().decode()
    try:
        import weasyprint
    except OSError as exc:
        sys.stderr.write(f"the libraries of PDF are not installed (libpango): {exc}\n")
        return 1
    drawn = weasyprint.HTML(string=page, url_fetcher=_nothing).write_pdf()
    sys.stdout.buffer.write(drawn or b"")
    return 0


def _nothing(url: str, *_: object) -> dict[str, object]:
    raise ValueError(f"a report fetches nothing: {url}")


if __name__ == "__main__":
    sys.exit(main())
