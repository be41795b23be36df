"""Speed and memory. Each file measures one thing and prints JSON: `python -m bench.start`; `make bench` runs them all.

These machines are noisy: where something can be run side by side in the same run, a ratio to it is given beside the figure.
"""
