"""What Japanese papers are drawn with."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).with_name("fonts.conf")
"""Fontconfig's file for who draws a paper: `FONTCONFIG_FILE`, set before the library is loaded."""
