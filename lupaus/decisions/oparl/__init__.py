"""OParl 1.1: bodies, meetings and matters for programs that already read councils elsewhere.

https://dev.oparl.org/spezifikation. An organisation of ours is a `Body` there, our body an `Organization`,
an item an `AgendaItem`, a matter a `Paper` and its step in a meeting a `Consultation`. Texts are in Finnish,
names also in three languages under `lupaus:name`, a key of our own as the specification allows.

What was taken away stays at its address with `deleted: true`, and a list that is asked for `modified_since`
tells it; of persons and terms, whose rows go, `ledger` remembers it. `created` is when something was first
written or published here, which is kept however often it is saved again.
"""
