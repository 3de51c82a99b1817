"""People's work, without HTTP: staff, sign-in, sessions, inquiries, promises, knowledge.

May import storage and everything below it, never config: `app` hands in the campaign's rules as
values (`desk.rules`). Every change that a person makes is one transaction with its audit entry.
"""
