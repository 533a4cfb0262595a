for command in run talk check list show doctor; do
	sockcheck $command --help || exit
	echo ----
done
