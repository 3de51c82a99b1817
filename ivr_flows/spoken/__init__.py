"""Numbers, dates, times and money as they are said, in Japanese and English. Pure.

May import nothing of ours. `japanese` writes what the voice is handed, digits and all, because its
dictionary knows the accents of 「2月4日」 but none of 「にがつよっか」; `kana` says how that must
sound, and the tests hold the voice to it. `english` writes words, which no voice can misread.
"""
