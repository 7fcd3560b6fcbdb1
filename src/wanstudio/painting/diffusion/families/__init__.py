"""The families of models that are built in, one package or file each; the registry finds them."""
