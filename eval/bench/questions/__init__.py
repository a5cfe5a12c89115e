"""How questions are planned and sets chosen without a model; the fitting of what decides that."""
