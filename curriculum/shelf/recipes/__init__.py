"""One recipe a model that ships: `arena recipe run NAME` makes its weights again."""
