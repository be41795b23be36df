"""Speed and memory, measured: each module prints JSON with figures of one run (`make bench`)."""
