"""What callers hear, as data: one TOML file a flow, its loader, and its pure interpreter.

May import callcenter and japan only; no asyncio, no network, no database. `loader` reads files and
tells every problem at once; `plain` writes what it found for the controller. A flow is made of
nodes (`nodes/`, one verb a file); `interpreter` plays them. Nothing here speaks: a prompt is named
by its text's hash, and `recordings.speech` makes the sound of that name.
"""
