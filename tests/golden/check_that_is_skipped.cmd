# What this machine cannot do is no fault of the program: no point is lost, and the status says it.
build/programs/without_namespaces sockcheck check lecture-demo --family ipv6 --case 'is at localhost alone' -- \
	build/assignments/lecture-demo/good/stdio | cut -c -80
echo "exit ${PIPESTATUS[0]}"
