"""The doors of the desk: thin, for those who signed in; each POST ends in a redirect or in its page again."""
