# A disk that is full is nobody's fault but the machine's: where there is no room for the reports the run is 99, leaves no halves, and --resume goes on;
# where there is none for what is built, the submission is BROKEN.
[ "$(id -u)" = 0 ] && unshare -m mount -t tmpfs tmpfs /media 2>/dev/null || { echo "SKIP: no disk can be made here"; exit 77; }
. tests/golden/class.sh
build=$(dirname "$(command -v sockcheck)")
export there build
unshare -m bash <<'END'
mount -t tmpfs tmpfs /media
mkdir /media/build /media/class /media/full /media/after
mount --bind "$build" /media/build
mount --bind "$there/class" /media/class
mount -t tmpfs -o size=28k tmpfs /media/full
cd /media || exit
PATH=/media/build:$PATH
grade()
{
	sockcheck grade tcp-echo-server class/alice class/dora.tar.gz --case 'echoes a l*' --family ipv4 "$@" >out 2>err
	echo "exit $?"
	sed -E "s@'(full|after)/out/[^']*'@'\\1/out/FILE'@" err
}
grade --output full/out
find full -name '*.now'
for file in $(find full -name '*.json'); do python3 -m json.tool "$file" >/dev/null || echo "$file is cut"; done
mount -o remount,size=4M /media/full
grade --output full/out --resume
cut -d , -f 1-5 full/out/gradebook.csv

mount -t tmpfs -o size=8k tmpfs /tmp
grade --output after/out
sed '/^$/,$!d' out
grep '"message"' after/out/alice/results.json | head -n 1
END
