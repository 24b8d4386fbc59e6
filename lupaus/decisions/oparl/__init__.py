"""OParl 1.1: bodies, meetings and matters for programs that already read councils elsewhere.

https://dev.oparl.org/spezifikation. An organisation of ours is a `Body` there, our body an `Organization`,
an item an `AgendaItem`, a matter a `Paper` and its step in a meeting a `Consultation`. Texts are in Finnish,
names also in three languages under `lupaus:name`, a key of our own as the specification allows.

What was taken away stays at its address with `deleted: true`, and a list that is asked for `modified_since`
tells it. Where it is not kept when something was first written (bodies, terms), `created` is its last change:
whoever asks for `created_since` may hear of it once more, and never misses it.
"""
