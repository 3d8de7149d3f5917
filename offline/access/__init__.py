"""What a stack lets happen, read from a recording: who may do what, who may connect to what, what runs, how big, and who is told.

Reads only what a run leaves behind. Whatever cannot be read (a document that only AWS completes) is named, never left out.
"""
