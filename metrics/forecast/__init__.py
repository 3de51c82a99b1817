"""What the rest of the day and the week will bring: pure statistics over counts of past days.

Time and seed are arguments. `rows` alone asks the database; the others import numpy, `past`,
`callcenter` and `metrics`' own words and nothing else.
"""
