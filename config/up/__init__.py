"""The platform on one machine: real servers from wheels, every process supervised, nothing to install by hand."""
