# A record that was written once is read for good.
sockcheck show tests/golden/show.record
