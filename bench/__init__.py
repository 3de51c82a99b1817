"""The bench: our controller beside Asterisk's own Queue(), on one Asterisk, in one run.

It sees an instance as any program does (command line, run.json, SIP), and Asterisk through its
console. It may import telephony.asterisk, which finds Asterisk, and the tests' phones, which run
SIPp; nothing imports it.
"""
