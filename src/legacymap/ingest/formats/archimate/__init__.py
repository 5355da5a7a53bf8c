"""ArchiMate models, however they are written: one meaning, three ways of writing it down."""
