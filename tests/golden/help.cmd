sockcheck --help && sockcheck --version
