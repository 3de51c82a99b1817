"""The fault bench: processes are killed, frozen and cut off under load, and people judge.

It sees an instance as any program does (command line, run.json, SIP, files, Asterisk's console).
What is judged comes from the phones; the checker knows nothing of our code's inner state. It may
import the bench's and the tests' phones and programs; nothing imports it.
"""
