"""How series stand: verdict by direction, five-year trend and rank, of one region or of the whole bank."""
