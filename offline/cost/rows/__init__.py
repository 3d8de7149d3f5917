"""What each type of resource is billed by: a function for each that is priced, a word for each that is free or billed by use."""
