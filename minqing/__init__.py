"""Minqing 民情: casework for the last kilometre of public service."""
