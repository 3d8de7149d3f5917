"""What names may be, as AWS and its engines let them, and which one was meant. Other packages share it; it imports none of them."""
