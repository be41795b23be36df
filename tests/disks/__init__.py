"""Phones push while the server's disk is full, its writes fail, and the server is killed (make disk-full).

`python -m tests.disks [SECONDS [full|bounded …]]`
"""
