# A record that was written once is read for good.
sockcheck show --format trace tests/golden/show.record
