# Numbers are an architecture's own.
sockcheck list calls | awk '{ print $1, $2 }'
