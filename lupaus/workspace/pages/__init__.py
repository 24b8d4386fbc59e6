"""What the pages of the workspace show, put together; the templates only lay it out."""
