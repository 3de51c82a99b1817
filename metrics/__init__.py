"""Numbers out: the live picture of the floor, the answer rate, and the Prometheus registry.

Subscribers of records: call code never mentions them. May import callcenter and storage; never its
siblings (telephony, recordings). No personal value ever becomes a number, a name or a label here.
"""
