"""The Table tab: papers as rows, questions as columns, a cited cell for each."""
