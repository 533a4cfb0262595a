sockcheck list outcomes
