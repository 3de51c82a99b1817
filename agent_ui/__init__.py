"""The pages: routes in one table with their roles, thin views, templates.

May import metrics and everything below it, never telephony. It reads no settings and no files but
its own: `app` hands in what is shown as values, and callables for what changes.
"""
