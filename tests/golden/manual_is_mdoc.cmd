# mandoc has nothing to say of any page, but that pages of others are not on this machine; each reference leads to a page, and SEE ALSO has them all.
links=$PWD/tests/links
command -v mandoc >/dev/null || { echo "SKIP: no mandoc"; exit 77; }
cd "$(dirname "$(command -v sockcheck)")/man" || exit
mandoc -Tlint ./*.[137] 2>/dev/null | grep -v 'referenced manual not found' || echo "every page is mdoc"
"$links" ./*.[137] && echo "every reference leads somewhere"
