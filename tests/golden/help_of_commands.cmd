for command in run talk check sweep list show doctor; do
	sockcheck $command --help || exit
	echo ----
done
