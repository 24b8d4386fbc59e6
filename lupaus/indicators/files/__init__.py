"""Files of figures: readers that turn one into rows to be imported, each with the place it stands at."""
