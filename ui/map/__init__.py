"""Papers and their vectors in, the map of the shelf out: places, clusters, labels, and clicks on its points."""
