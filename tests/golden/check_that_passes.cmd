. tests/golden/stable.sh
set -o pipefail
sockcheck check tcp-echo-server --case 'echoes a line' -- build/assignments/tcp-echo-server/good/iterative | stable
