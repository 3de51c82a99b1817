"""Documents: one form for the same content, and what differs between two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.document import Document, decode, differences, encode

pytestmark = pytest.mark.unit

VALUES = st.dictionaries(st.sampled_from("abcd"), st.text(max_size=4), max_size=4)
DOCUMENTS = st.builds(Document, VALUES, st.lists(VALUES, max_size=3), VALUES)


@given(DOCUMENTS)
def test_a_document_comes_back(document: Document) -> None:
    assert decode(encode(document)) == document


def test_the_order_of_columns_does_not_matter() -> None:
    one, other = Document({"a": "1", "b": "2"}), Document({"b": "2", "a": "1"})
    assert encode(one) == encode(other)


def test_differences_name_field_and_child() -> None:
    before = Document({"a": "1", "b": "2"}, [{"c": "x"}])
    after = Document({"a": "1", "b": "3"}, [{"c": "x"}, {"c": "y"}])
    assert differences(before, after) == [("b", 0, "2", "3"), ("c", 2, "", "y")]
    assert differences(after, before) == [("b", 0, "3", "2"), ("c", 2, "y", "")]


@given(DOCUMENTS, DOCUMENTS)
def test_no_difference_means_the_same_values(one: Document, other: Document) -> None:
    same = not differences(one, other)
    assert same == all(one.at(*each) == other.at(*each) for each in one.places() + other.places())
