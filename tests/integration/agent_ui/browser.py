"""A browser without a screen: it keeps the cookie, fills in forms, and says where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from types import TracebackType

from aiohttp import ClientResponse, ClientWebSocketResponse, DummyCookieJar, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from agent_ui.cookie import NAME
from agent_ui.shown import Site
from agent_ui.site import build
from tests.integration.desk.people import OWN, Person

TOKEN = re.compile(r'name="csrf" (?:value|content)="([0-9a-f]+)"')


class Browser:
    """One person's browser."""

    def __init__(self, site: Site) -> None:
        server: TestServer = TestServer(build(site))
        self._client: TestClient[web.Request, web.Application] = TestClient(
            server, cookie_jar=DummyCookieJar()
        )
        self.token = ""
        self.page = ""
        self.csrf = ""

    async def __aenter__(self) -> Browser:
        await self._client.start_server()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.close()

    @property
    def origin(self) -> str:
        return str(self._client.make_url("/")).rstrip("/")

    def headers(self) -> dict[str, str]:
        cookie = {"Cookie": f"{NAME}={self.token}"} if self.token else {}
        return {"Origin": self.origin, "Accept": "text/html", **cookie}

    async def get(self, path: str, **headers: str) -> ClientResponse:
        answer = await self._client.get(
            path, headers=self.headers() | headers, allow_redirects=False
        )
        return await self._taken(answer)

    async def part(self, path: str, **headers: str) -> bytes:
        """Fetch what is no page, as a player does."""
        answer = await self._client.get(path, headers=self.headers() | headers)
        assert answer.status == 206, answer.status
        return await answer.read()

    async def post(
        self, path: str, *, headers: dict[str, str] | None = None, **fields: str
    ) -> ClientResponse:
        answer = await self._client.post(
            path,
            data={"csrf": self.csrf, **fields},
            headers=self.headers() | (headers or {}),
            allow_redirects=False,
        )
        return await self._taken(answer)

    async def fill(
        self, path: str, fields: Mapping[str, str], *, headers: dict[str, str] | None = None
    ) -> ClientResponse:
        """Send a long form, in parts as our page does."""
        form = FormData({"csrf": self.csrf, **fields}, default_to_multipart=True)
        answer = await self._client.post(
            path, data=form, headers=self.headers() | (headers or {}), allow_redirects=False
        )
        return await self._taken(answer)

    async def send_file(self, path: str, name: str, content: bytes) -> ClientResponse:
        """Send a file as the page's form does."""
        form = FormData({"csrf": self.csrf}, default_to_multipart=True, quote_fields=False)
        form.add_field("file", BytesIO(content), filename=name)
        answer = await self._client.post(
            path, data=form, headers=self.headers(), allow_redirects=False
        )
        return await self._taken(answer)

    async def follow(self, answer: ClientResponse) -> ClientResponse:
        """Go where redirects lead."""
        while answer.status == 303:
            answer = await self.get(answer.headers["Location"])
        return answer

    async def socket(
        self, query: str = "", *, path: str = "/live", protocols: Sequence[str] = (), **headers: str
    ) -> ClientWebSocketResponse:
        return await self._client.ws_connect(
            f"{path}{query}", headers=self.headers() | headers, protocols=protocols
        )

    async def sign_in(self, person: Person) -> ClientResponse:
        """Go the whole way of somebody's first day; the answer is the home page."""
        answer = await self.follow(
            await self.post("/sign-in", login=person.login, password=person.password)
        )
        person.password = OWN
        answer = await self.follow(await self.post("/sign-in/password", new=OWN, again=OWN))
        if "authenticator" in self.page:
            groups = re.findall(r"<span>([A-Z2-7]{4})</span>", self.page)
            person.secret = "".join(groups)
            await self.post("/sign-in/authenticator", code=person.code())
            answer = await self.follow(await self.get("/sign-in/step"))
        return answer

    async def _taken(self, answer: ClientResponse) -> ClientResponse:
        self.page = await answer.text(errors="replace")  # a picture is no text
        for header in answer.headers.getall("Set-Cookie", []):
            found = re.match(rf'{NAME}="?([^;"]*)', header)
            assert found is not None
            self.token = found.group(1)
        if found := TOKEN.search(self.page):
            self.csrf = found.group(1)
        return answer
