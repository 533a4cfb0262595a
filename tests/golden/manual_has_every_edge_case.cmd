# The table of the manual is that of the tests: tests/support/edge_cases_table prints it.
sed -n '/^\.Sh EDGE CASES$/,/^\.Sh /p' docs/sockcheck.1 | sed -n '/^\.Bd /,/^\.Ed$/p' | diff - <(tests/support/edge_cases_table sockcheck) && echo "the manual has every edge case"
