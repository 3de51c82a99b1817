"""The columns of a case that is new, whichever way it came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from cases.document import Document
from cases.lifecycle import Status
from cases.numbering import LETTERS, number_of
from cases.protection import is_protected
from cases.schema import Channel
from cases.store import Shelf


def columns_of(
    shelf: Shelf,
    seq: int,
    document: Document,
    *,
    channel: Channel,
    at: datetime,
    protected: Collection[bytes],
) -> dict[str, Any]:
    """Seal a document and give its row as an application that was received at `at`."""
    sealed, digest = shelf.vault.close_document(document, seq)
    keys = shelf.roles.keys(document, shelf.vault)
    return {
        "seq": seq,
        "number": number_of(shelf.schema.prefix, LETTERS[channel], seq),
        "kind": "application",
        "channel": channel.value,
        "external_id": None,
        "status": Status.RECEIVED.value,
        "status_since": at,
        "received_at": at,
        "birth_on": keys.birth_on,
        "phone_key": keys.phone_key,
        "account_key": keys.account_key,
        "is_protected": is_protected(shelf, document, protected),
        "revision": 1,
        "form": shelf.form,
        "digest": digest,
        "document": sealed,
        "source": None,
    }
