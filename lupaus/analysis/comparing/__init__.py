"""Comparing regions by an indicator in eight views: what is asked, the figures, the sentences, the pictures.

`asked` reads a question, `compared` the figures behind it, a module per kind of view makes the answer
(`over_years`, `in_order`, `two_years`, `two_genders`, `two_indicators`, `alike`), and `page`, `files` and
`api` give the same answer out. `answering.answer` is the one way to it.
"""
