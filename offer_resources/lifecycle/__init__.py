"""What the calls of an engine mean for an object of the Offer Library, and what makes them safe. Knows no door."""
