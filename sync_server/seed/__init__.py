"""Loads an estate and, for the demo, what happened in it before today."""

from sync_server.seed.codes import code_of, codes_page
from sync_server.seed.demo import DEMO_PASSWORD, SeedError, demo_estate, seed_demo

__all__ = ["DEMO_PASSWORD", "SeedError", "code_of", "codes_page", "demo_estate", "seed_demo"]
