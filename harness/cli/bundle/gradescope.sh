
# ---- Gradescope's run_autograder: grades /autograder/submission and leaves results.json. Whatever happens there is a valid one: before anything is
# tried it says BROKEN.
root=${AUTOGRADER:-/autograder}
here=$root/source/sockcheck
result=$root/results/results.json

# leave WHY: a result that is no mark.
leave()
{
	printf '{"score": 0, "output": "%s", "output_format": "text", "visibility": "visible", "stdout_visibility": "hidden", "tests": []}\n' "$(
		plain "BROKEN: $*. This is a fault of the grading, not of the program: the 0 is no mark. Please tell your teacher."
	)" >"$result.now" && mv "$result.now" "$result"
}

# Where there is no sandbox a submission has a user of its own: it may read neither the suite nor the policy.
chmod 700 "$root/source" 2>/dev/null
mkdir -p "$root/results"
leave "the grading did not come to its end"
judge "$root/submission" gradescope
case $? in
0 | 2) cp "$reports/gradescope.json" "$result.now" && mv "$result.now" "$result" ;;
*)
	leave "$why"
	echo "BROKEN: $why"
	;;
esac
