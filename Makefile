# Each target is a line of make.py, which does the same on Windows: `py make.py demo`.
.PHONY: setup demo test lint pictures wheel release licences audit clean
setup demo test lint pictures wheel release licences audit clean:
	python3 make.py $@
