"""The only place where everything meets: the three processes, their links, the command line.

May import every room. `supervisor` and what it needs is standard library only (and
`telephony.asterisk`); `controller` loads no sqlmodel, pydantic or jinja2. Only this room reads
settings: the others are handed values.
"""
