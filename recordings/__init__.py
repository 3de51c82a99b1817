"""The life of sound: prompts spoken from text, and calls' recordings taken into keeping.

May import storage, config, ivr_flows, callcenter and japan; never its siblings (telephony,
metrics) and never agent_ui or app. Sound files are read and written through `sound` alone.
"""
