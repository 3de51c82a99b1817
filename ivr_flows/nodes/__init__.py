"""The verbs of the flow language, one a file: its shape, what is read for it, and its talk.

`ivr_flows.verbs` lists them. May import what `ivr_flows` may; a verb never imports another.
"""
