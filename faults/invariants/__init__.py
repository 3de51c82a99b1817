"""The promises, one file a family: pure functions from what was seen to what was broken."""
