"""The workbench: decisions tested and cases driven in the browser.

No rule of any standard lives here: screens ask `feel`, `dmn` and `cmmn`.
"""
