"""What is true: the rules of the scheme in pure Python, without web or database."""
