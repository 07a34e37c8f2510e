"""What a file is by its content, and copies of it that are safe to show.

Whatever could cost much is done apart: in a process of its own with limits on time and memory.
These rooms know neither web nor database, so that such a process is up at once.
"""
