# Documents for those who read the code.
