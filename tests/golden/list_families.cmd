sockcheck list families
