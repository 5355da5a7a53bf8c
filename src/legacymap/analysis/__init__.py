"""What the graph means: kinds, flows, legacy, exposure, fragmentation and structure."""
