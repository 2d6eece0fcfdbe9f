"""Plain values: the members of an Offer Library object, how two objects differ, and the patch between them."""
