"""Stories across contexts, named by what a person wants."""
