"""What the doctor says of the certificates with which the pages are served."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from config.settings_file import Web, is_loopback
from telephony.asterisk_facts import Fact

SOON = timedelta(days=30)


def certificate_fact(web: Web, now: datetime) -> Fact:
    """Look at the certificate of the pages; `now` is the machine's time."""
    what, what_ja = "Certificate", "証明書"
    if web.tls_cert is None:
        is_local = is_loopback(web.host)
        return Fact(
            what=what,
            found="none; pages are for this machine alone",
            ok=is_local,
            ja=(what_ja, "なし（画面はこの機械だけに開いています）", ""),
        )
    try:
        chain = x509.load_pem_x509_certificates(Path(web.tls_cert).read_bytes())
    except (OSError, ValueError):
        return Fact(
            what=what,
            found=f"{web.tls_cert} cannot be read",
            ok=False,
            hint="name a certificate in PEM form, or make one with `madoguchi init --tls`",
            ja=(
                what_ja,
                f"{web.tls_cert} を読めません",
                "PEM 形式の証明書を指定するか、「madoguchi init --tls」で作ってください",
            ),
        )
    ends = min(each.not_valid_after_utc for each in chain)
    left = ends - now
    named = _is_for(chain[0], web.host)
    found, ja = f"until {ends:%Y-%m-%d}", f"{ends:%Y-%m-%d} まで有効"
    hint = hint_ja = ""
    if left < SOON:
        hint = "`madoguchi init --renew` makes a new one; then `up --take-over`"
        hint_ja = "「madoguchi init --renew」で作り直し、「up --take-over」で切り替えてください"
    elif not named:
        found, ja = f"{found}, not for {web.host}", f"{ja}、{web.host} のものではありません"
        hint = "make one for the address of web.host: `madoguchi init --renew --address ADDRESS`"
        hint_ja = (
            "web.host のアドレスで「madoguchi init --renew --address アドレス」を実行してください"
        )
    is_right = left >= SOON and named
    return Fact(what=what, found=found, ok=is_right, hint=hint, ja=(what_ja, ja, hint_ja))


def _is_for(certificate: x509.Certificate, host: str) -> bool:
    """Whether a certificate names a host; one that listens everywhere is asked by any name."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in names.get_values_for_type(x509.DNSName)
    return address.is_unspecified or address in names.get_values_for_type(x509.IPAddress)
