"""What the public pages of matrices show, put together; the templates only lay it out.

Each page is a function of its address, the content version and the day.
"""
