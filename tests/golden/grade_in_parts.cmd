# A class graded in two shards and merged is what one run gives; compare finds nothing, and names what another program changes. What has not
# changed since is not graded again.
. tests/golden/class.sh
grade --output "$there/whole" --format junit
for shard in 1 2; do
	grade --output "$there/$shard" --format junit --shard $shard/2
done
sockcheck merge "$there/1" "$there/2" --output "$there/merged" >"$there/out"
echo "merge $?"
sed '$d' "$there/out"
sockcheck compare "$there/whole" "$there/merged"
echo "compare $?"
diff <(cd "$there/whole" && find . | sort) <(cd "$there/merged" && find . | sort) && echo "the same files"
diff <(cut -d , -f 1-11 "$there/whole/gradebook.csv") <(cut -d , -f 1-11 "$there/merged/gradebook.csv") && echo "the same gradebook"
cp fixtures/assignments/tcp-echo-server/good/iterative.c "$there/class/bob/src/my_server.c"
grade --output "$there/later" --since "$there/whole"
sockcheck compare "$there/whole" "$there/later"
echo "compare $?"
sockcheck merge "$there/1" "$there/1" --output "$there/twice" 2>&1 | sed "s,$there/,,g"
sockcheck merge "$there/class" --output "$there/none" 2>&1 | sed "s,$there/,,g"
# Whoever is not through yet would be missing without a word.
grade --output "$there/1" --resume --only 'a*'
sockcheck merge "$there/1" "$there/2" --output "$there/most" >"$there/out" 2>&1
echo "merge $?"
python3 - "$there/1/results.json" <<'END'
import json, sys
root = json.load(open(sys.argv[1]))
print("left:", root["left"])
root["left"] = 2
json.dump(root, open(sys.argv[1], "w"))
END
sockcheck merge "$there/1" "$there/2" --output "$there/most" 2>&1 | sed "s,$there/,,g"
