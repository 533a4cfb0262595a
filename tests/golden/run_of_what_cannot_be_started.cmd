# As a shell has it: 127 where there is none, 126 where it cannot be executed. The interpreter of a script counts.
folder=$(mktemp -d "$TMPDIR/sockcheck-golden.XXXXXX")
printf '#!/no/such/interpreter\n' >"$folder/wants_an_interpreter"
printf '#!/etc/passwd\n' >"$folder/wants_a_file"
printf 'no program\n' >"$folder/is_no_program"
chmod 755 "$folder/wants_an_interpreter" "$folder/wants_a_file"
for program in wants_an_interpreter wants_a_file is_no_program is_not_there; do
	sockcheck run -- "$folder/$program" 2>&1 | sed "s|$folder|FOLDER|g"
	echo "exit ${PIPESTATUS[0]}"
	sockcheck check tcp-echo-server --case 'echoes a line' --family ipv4 -- "$folder/$program" 2>&1 |
		sed -E "s|$folder|FOLDER|g; s/[0-9.]+ s\b/N s/g"
	echo "exit ${PIPESTATUS[0]}"
done
rm -r "$folder"
