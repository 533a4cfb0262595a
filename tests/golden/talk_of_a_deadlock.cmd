. tests/golden/stable.sh
set -o pipefail
sockcheck talk --connect --expect x -- build/programs/play '{host}' '{port}' listen accept recv | stable
