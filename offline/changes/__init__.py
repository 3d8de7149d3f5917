"""What changes from one run to another: resources, what replaces them, and what that means for data, access, alarms and sizes."""
