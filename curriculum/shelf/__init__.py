"""Models and data that several sets use. A card says what a model is; a recipe makes it again."""
