"""Does the verifier find what was done to a log behind the application's back? Tries it, many thousand times.

python -m tools.mutate_audit [--mutations 10000] [--records 100000] [--seed 1] [--with python,node]

Makes a sealed log, its checkpoint files and a checkpoint that somebody kept elsewhere, changes the log (or
the files) at random and asks the verifiers. Each mutation is judged by the whole verifier over the whole log:
checking a batch is a pure function, so the batches that are still the same need not be checked anew.
"""
