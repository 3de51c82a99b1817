"""The heart: what happens to calls and seats, and what is done about it.

Pure Python. No asyncio, no I/O, no clock, no settings: an event comes in, `center.Center.handle`
looks at it, commands come out. May import nothing of ours; the shell in `telephony/` drives it.
"""
