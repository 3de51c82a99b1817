"""The phones that call a real Asterisk in the tests: SIPp and Python callers, seats' phones.

May import numpy and the standard library; nothing of the product, so that it can judge it.
"""
