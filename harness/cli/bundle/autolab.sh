
# ---- Autolab's driver: grades the file that was handed in, which lies in this folder; the last line is the scores.
here=$(cd "$(dirname "$0")" && pwd)/sockcheck

# A score that is not there is no 0.
broken()
{
	printf 'BROKEN: %s. This is a fault of the grading, not of the program: no score is given.\n' "$(plain "$*")"
	echo '{"scores": {}}'
	exit
}

handed_in=()
for file in *; do
	case $file in
	Makefile | autograde-Makefile | autograde.tar | autograder) ;;
	*) handed_in+=("$file") ;;
	esac
done
if [ ${#handed_in[@]} != 1 ] || [ ! -e "${handed_in[0]}" ]; then
	broken "there is not one file that was handed in, but: ${handed_in[*]}"
fi

judge "./${handed_in[0]}" text autolab
status=$?
[ $status != 1 ] || broken "$why"
cat "$reports/report.txt"
[ $status = 0 ] || broken "nothing could be judged"
cat "$reports/autolab.json"
