"""What an operator writes: settings, campaigns, and the checks that refuse what is wrong in them.

May import callcenter, japan and ivr_flows, never storage, its sibling. Everything here but `plain`
loads pydantic, so the controller process may import `config.plain` alone; it receives the rest as
values from `app`. Nothing is imported at this top.
"""
