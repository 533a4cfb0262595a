build=$(dirname "$(command -v sockcheck)")
"$build/suites/udp-echo-server" --help && "$build/suites/udp-echo-server" --version
