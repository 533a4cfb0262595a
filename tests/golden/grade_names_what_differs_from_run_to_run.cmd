# A program that throws a coin: of --repeat's runs some pass (all alike: once in a million). The cases are named, but for one that students do not see.
. tests/golden/class.sh
rm -rf "${there:?}"/class/*
cat >"$there/class/coin.py" <<'END'
import os, socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
tails = os.urandom(1)[0] & 1
while True:
    client, _ = listener.accept()
    while True:
        data = client.recv(4096)
        if not data:
            break
        client.sendall(data.upper() if tails else data)
    client.close()
END
echo 'echoes messages*: hidden' >"$there/policy"
sockcheck grade tcp-echo-server "$there/class/coin.py" --case 'echoes [am][ e]*[eh]' --family ipv4 --repeat 21 --policy "$there/policy" --output "$there/grades" | sed -n '1s/^.*differs/differs/p'
python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["unlike"])' "$there/grades/coin/results.json"
grep -c unlike "$there/grades/coin/report.html"
