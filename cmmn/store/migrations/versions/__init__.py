"""The steps, each with its number; the last one is `upgrading.HEAD`.

Rule: a step says its tables in full and imports none of ours, which are of today.
"""
