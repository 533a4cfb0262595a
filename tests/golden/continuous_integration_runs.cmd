# The jobs of docs/continuous-integration.md are YAML, and their commands, but for those that install, do on docs/example what they are said to do. What a
# container is given there is what the head of the Dockerfile says.
build=$(dirname "$(command -v sockcheck)")
case $build in */asan | */cov)
	echo "SKIP: what is instrumented is linked as such, see suite_of_ones_own"
	exit 77
	;;
esac
python3 -c 'import yaml' 2>/dev/null || { echo "SKIP: python3-yaml is not here"; exit 77; }
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
make -s -o built BUILD="$build" PREFIX="$there/usr" LIBDIR="$there/usr/lib" DESTDIR= install || exit
grep -o 'security-opt [a-z=]*unconfined' Dockerfile | sort -u | while read -r option; do
	echo "$option: $(grep -o -e "$option" docs/continuous-integration.md | wc -l)"
done
echo "other options of a job's container, or other packages: $(grep -hE '^ +options: |\.deb' docs/sweep.md docs/continuous-integration.md |
	grep -cvE '^ +options:( --security-opt (seccomp|apparmor|systempaths)=unconfined){3}$|\./ci/(sockcheck_)?\*\.deb')"
python3 - "$there" <<'END'
import re, sys, yaml
blocks = re.findall(r"^```yaml (\S+)\n(.*?)^```$", open("docs/continuous-integration.md").read(), re.M | re.S)
for name, text in blocks:
    root = yaml.safe_load(text)
    if "jobs" in root:
        job, = root["jobs"].values()
        steps = [step["run"] for step in job["steps"] if "run" in step]
        files = [step["with"]["path"] for step in job["steps"] if "with" in step]
    else:
        job, = root.values()
        steps, files = job["script"], [job["artifacts"]["reports"]["junit"]]
    with open(sys.argv[1] + "/steps", "a") as out:
        print("cd", name, file=out)
        print(*[step for step in steps if not step.startswith("apt-get")], *["wc -l <" + file for file in files], sep="\n", file=out)
    print(name, len(steps), "commands")
make, = re.findall(r"^```make\n(.*?)^```$", open("docs/continuous-integration.md").read(), re.M | re.S)
print("the rule is docs/example's:", make in open("docs/example/Makefile").read())
END
root=$PWD
export PATH=$there/usr/bin:$PATH PKG_CONFIG_PATH=$there/usr/lib/pkgconfig LD_LIBRARY_PATH=$there/usr/lib
while IFS= read -r command; do
	case $command in
	"cd "*)
		echo "${command#cd }:"
		rm -rf "$there/work" && cp -R "$root/docs/example" "$there/work" && cd "$there/work" && continue
		;;
	esac
	bash -c "$command" >"$there/log" 2>&1 </dev/null
	echo "  exit $?, $([ -s "$there/log" ] && echo "says something" || echo "silent"): $command"
done <"$there/steps"
cd /
