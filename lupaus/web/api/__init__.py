"""What the API of every room shares: shapes, problem documents, and how an answer leaves the house."""
