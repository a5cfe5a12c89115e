"""A question whose words are all of records -> what it asks for, whatever their order."""
