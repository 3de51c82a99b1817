"""Asterisk at the edge: finding and configuring it, its ARI, and the shell around the heart.

May import callcenter, japan and ivr_flows; never storage or config, never its siblings
(recordings, metrics). The controller process loads this room, so nothing here imports sqlmodel,
pydantic or jinja2.
"""
