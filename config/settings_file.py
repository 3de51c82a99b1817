"""The settings of an instance: one frozen tree, refused as a whole when anything in it is wrong.

The shipped values stand in default.toml, so a field has a default here only where "nothing" is a
meaning of its own. Only `app` reads this tree; everybody else is handed values.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from config.validation import Section

_STORE = re.compile(
    r"(s3://[^\s/@:]+:[^\s/@:]+@[A-Za-z0-9.-]+|s3\+http://[^\s/@:]+:[^\s/@:]+@(127\.0\.0\.1|localhost))"
    r"(:[0-9]{1,5})?/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
)
LOOPBACK_NAME = "localhost"


class FromEnvironment(str):
    """A value that came from an environment variable, where everything is text."""

    __slots__ = ()


def _typed(value: Any) -> Any:
    """Read an environment's text as the TOML value that it looks like."""
    if not isinstance(value, FromEnvironment):
        return value
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        message = 'アドレスかネットワークを "192.0.2.10" や "192.0.2.0/24" の形で書いてください。'
        raise ValueError(message) from None


def _database(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("sqlite:///", "postgresql://")):
        raise ValueError("sqlite:/// か postgresql:// で始めてください。")
    return url


def _store(url: SecretStr) -> SecretStr:
    if url.get_secret_value() and not _STORE.fullmatch(url.get_secret_value()):
        raise ValueError(
            "s3://鍵ID:秘密鍵@ホスト:ポート/バケット の形で書いてください（TLS で接続します）。"
            "s3+http:// はこの機械の上のものだけに使えます。"
        )
    return url


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError('"127.0.0.1" のようなアドレスで書いてください。') from None


def _password(secret: SecretStr) -> SecretStr:
    """Refuse what Asterisk's files cannot say."""
    text = secret.get_secret_value()
    if not text or text != text.strip() or not text.isprintable():
        raise ValueError("空の値、前後の空白、制御文字は使えません。")
    return secret


def is_loopback(host: str) -> bool:
    """Tell whether a host, address or network is within this machine."""
    try:
        return host == LOOPBACK_NAME or ipaddress.ip_network(host).is_loopback
    except ValueError:
        return False


Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Host = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]+$")]
Server = Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+(:[0-9]{1,5})?$")]
"""Host, or host:port."""
Address = Annotated[str, AfterValidator(_address)]
Account = Annotated[str, Field(pattern=r"^[^\s;]+$")]
Password = Annotated[SecretStr, AfterValidator(_password)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
Network = Annotated[str, AfterValidator(_network)]
Port = Annotated[int, Field(ge=1, le=65535), BeforeValidator(_typed)]
PortOrFree = Annotated[int, Field(ge=0, le=65535), BeforeValidator(_typed)]
Networks = Annotated[list[Network], BeforeValidator(_typed)]


class Web(Section):
    """Where the pages are served; TLS files are absolute paths once loaded."""

    host: Host
    port: PortOrFree
    tls_cert: Text | None = None
    tls_key: Text | None = None


class Asterisk(Section):
    """The Asterisk that we are given, or the addresses of the one that we run."""

    ari_url: Url | None = None
    ari_user: Account | None = None
    ari_password: Password | None = None
    sip_host: Address
    sip_port: PortOrFree
    rtp_from: Port
    rtp_to: Port
    http_port: PortOrFree
    debian_mirror: Url | None = None


class Database(Section):
    """Where the rows are kept; the URL may hold a password."""

    url: Annotated[SecretStr, AfterValidator(_database)]


class Recordings(Section):
    """Where sealed recordings are kept; the URL holds a secret."""

    store: Annotated[SecretStr, AfterValidator(_store)] = SecretStr("")


class Register(Section):
    """An account at a carrier that we register to."""

    server: Server
    user: Account
    password: Password


class Trunk(Section):
    """Where calls come from, and where they go out."""

    name: Name
    addresses: list[Network]
    called_from: Literal["uri", "to", "p_called_party_id"]
    trusted: bool
    dial_to: Server | None = None
    numbers: Literal["national", "e164"] = "national"
    identity: Literal["p_asserted_identity", "p_preferred_identity", "none"] = "p_asserted_identity"
    watched: bool = True
    registration: Annotated[Register | None, Field(alias="register")] = None

    @property
    def peers(self) -> tuple[str, ...]:
        """Whose requests are this trunk's: its addresses, else the carrier that it registers to."""
        if self.addresses or self.registration is None:
            return tuple(self.addresses)
        return (self.registration.server.partition(":")[0],)

    @property
    def goes_out_to(self) -> str | None:
        """Where calls out go: what is written, else the carrier that it registers to."""
        return self.dial_to or (self.registration.server if self.registration else None)

    @property
    def is_real(self) -> bool:
        """Whether citizens may call through it: it registers, or reaches beyond this machine."""
        is_ours = all(map(is_loopback, self.addresses)) and (
            self.dial_to is None or is_loopback(self.dial_to.partition(":")[0])
        )
        return self.registration is not None or not is_ours


class Phones(Section):
    """From where seats' phones may register."""

    networks: Networks


class Backup(Section):
    """Where backups and the copy of the keys go by themselves, and when."""

    folder: Text | None = None
    keys: Text | None = None
    at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    keep: Annotated[int, Field(ge=1, le=1_000), BeforeValidator(_typed)]


class Supervisor(Section):
    """How the processes are watched."""

    heartbeat_s: Annotated[float, Field(gt=0), BeforeValidator(_typed)]
    frozen_s: Annotated[float, Field(ge=1), BeforeValidator(_typed)]


class Settings(Section):
    """The whole tree."""

    campaign: Text
    web: Web
    asterisk: Asterisk
    database: Database
    recordings: Recordings = Recordings()
    trunks: Annotated[list[Trunk], BeforeValidator(_typed)]
    phones: Phones
    supervisor: Supervisor
    backup: Backup
