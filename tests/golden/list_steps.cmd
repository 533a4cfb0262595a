sockcheck list steps
