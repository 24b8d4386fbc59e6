"""The indicator bank at national scale, against what a county could use instead: `lupaus bench bank`.

| module | what it does |
|---|---|
| `making` | the synthetic bank, in a data folder of its own that may be used again |
| `inside` | a process of the program on such a folder, which does what it is told |
| `peers` | the same data in SQLite, and Datasette and pandas in environments of their own |
| `serving`, `load` | servers on one core, questions from another |
| `whole`, `asked`, `paged`, `brought` | the rows of the table, a few in each |
| `told` | what a row is, how it is printed and kept |
"""
