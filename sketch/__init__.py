"""How the embedded text-to-image model is made: drawings, training, evaluation, export. Not in the wheel."""
