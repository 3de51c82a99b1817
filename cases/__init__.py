"""Applications (申請): their form as data, import, deficiencies, life-cycle, search, outputs.

May import storage, callcenter and japan, never config: `app` hands the form in as values.
The files that decide (`schema`, `rules`, `lifecycle`, `duplicates`, `zengin_file` ...) do no I/O;
`store`, `importing` and `paying` meet the database.
"""
