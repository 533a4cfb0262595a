# Autolab runs `make` in a folder that has this file, autograde.tar and what was handed in. Made by `sockcheck bundle`.
all:
	@tar -xf autograde.tar
	@autograder/driver
