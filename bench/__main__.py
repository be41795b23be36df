"""All benchmarks, one after the other; a line of JSON for each figure."""

from bench import photo, push, start, tap

for bench in (start, tap, photo, push):
    bench.main()
