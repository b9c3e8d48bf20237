"""What engines that are not ours say of the files that we make: run by hand, see ``__main__``."""
