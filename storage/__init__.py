"""Rows at the edge: tables, engines, migrations, the projection of records, named queries.

Also the instance's keys and the people's store. May import callcenter. `keys`, `seal`, `people` and
`errors` are loaded by the controller too: they import no sqlmodel, sqlalchemy or pydantic, and this
file imports nothing.
"""
