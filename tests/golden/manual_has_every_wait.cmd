# The table of the manual is the rows of the tests: tests/support/waits_table prints it.
sed -n '/^\.Sh TIME$/,/^\.Sh /p' docs/sockcheck.1 | sed -n '/^\.Bd /,/^\.Ed$/p' | diff - <(tests/support/waits_table) && echo "the manual has every row"
