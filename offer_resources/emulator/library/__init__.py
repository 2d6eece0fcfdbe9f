"""What the Offer Library keeps, checks and shows. Knows no HTTP."""
