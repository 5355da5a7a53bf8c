"""Files that hold a graph of nodes and edges, whatever the graph is about."""
