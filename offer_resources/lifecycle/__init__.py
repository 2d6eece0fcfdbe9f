"""The meaning of the engine's calls for an object of the Offer Library, and what makes them safe. Knows no door."""
