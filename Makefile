# Builds, checks and installs sockcheck. `make help` lists the targets.
#
# Sources, suites, fixtures and tests are found by wildcard: a file in its place is built, nothing is registered.
# Whatever is written goes below build/; `make asan` and `make coverage` have builds of their own in there.

VERSION := 0.1.0

PREFIX ?= /usr/local
# Where the libraries go; a distribution has a place of its own for each architecture.
LIBDIR ?= $(PREFIX)/lib
# Where zsh looks below /usr/local; Debian's packages have another place.
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
BUILD := build
# Where the programs under test go. The builds below $(BUILD) share those of the plain one.
FIXTURES := $(BUILD)
NAME := *
TIMES := 500
SECONDS := 600
SAMPLE := 40
JOBS := $(shell nproc)
LIMIT := 600

CFLAGS ?= -O2 -g
Q := $(if $(V),,@)
say = $(if $(V),:,printf '  %-6s %s\n')
sub_make = +$(Q)$(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
deps = $(Q)CC='$(CC)' .deps/install

.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# ---- What there is

floors := base facts plan os run judge report cli
kinds := unit live meta
sources_of = $(wildcard $(1:%=harness/%/*.c))
object_of = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

# The tool is its main function and the library: suites print their reports with the same code.
main := harness/cli/main.c
lib_objects := $(call object_of,$(filter-out $(main),$(call sources_of,$(floors))))
main_object := $(call object_of,$(wildcard $(main)))
support_objects := $(call object_of,$(wildcard tests/support/*.c))
leak_object := $(if $(SANITIZE),$(call object_of,tests/asan/leaks.c))

suites := $(patsubst fixtures/assignments/%/suite.c,$(BUILD)/suites/%,\
	$(wildcard fixtures/assignments/*/suite.c))
# The manual; each function of the library has a page that leads to the library's.
pages := $(patsubst docs/man/%,$(BUILD)/man/%,$(wildcard docs/man/*.[137]))
functions = $(shell docs/man/page --functions)
tests_of = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/$(1)/*.c))
tests := $(foreach kind,$(kinds),$(call tests_of,$(kind)))
benches := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
fuzzers := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))

program_objects := $(call object_of,$(wildcard tests/*/*.c fixtures/assignments/*/suite.c))
.SECONDARY: $(program_objects)

lib := $(BUILD)/libsockcheck.a
# Its name changes when a program that was linked with an older one would no longer run with it.
soname := libsockcheck.so.0
shared := $(BUILD)/$(soname)
exported := harness/sockcheck.map
support := $(BUILD)/obj/tests/libsupport.a
tool := $(BUILD)/sockcheck

# Programs under test, in every language that this machine can build; what it cannot is named and left out.
fixture_files = $(foreach dir,programs lecture assignments/*/good assignments/*/broken,\
	$(wildcard fixtures/$(dir)/*.$(1)))
fixture_of = $(patsubst fixtures/%.$(1),$(FIXTURES)/%$(2),$(call fixture_files,$(1)))
# A program is named like its file, without the suffix where it is compiled: echo.c and echo.go cannot be neighbours.
scripts := py js pl sh
has = $(shell command -v $(1) 2>/dev/null)
# NAME.static.c, NAME.asan.c and NAME.tsan.c become NAME_static, NAME_asan and NAME_tsan; a compiler may lack a sanitizer.
can_sanitize = $(shell echo 'int main(void) { return 0; }' | $(CC) -fsanitize=$(1) -x c -o /dev/null - 2>/dev/null && echo yes)
no_sanitizer := $(if $(call can_sanitize,address),,%.asan) $(if $(call can_sanitize,thread),,%.tsan)
fixtures := $(foreach kind,static asan tsan,$(patsubst %.$(kind),%_$(kind),$(filter-out $(no_sanitizer),$(filter %.$(kind),$(call fixture_of,c))))) \
	$(filter-out %.static %.asan %.tsan,$(call fixture_of,c)) \
	$(foreach suffix,$(scripts),$(call fixture_of,$(suffix),.$(suffix))) \
	$(if $(call has,$(CXX)),$(call fixture_of,cc)) \
	$(if $(call has,go),$(call fixture_of,go)) \
	$(if $(call has,rustc),$(call fixture_of,rs)) \
	$(if $(call has,javac),$(call fixture_of,java))
$(if $(filter-out $(words $(sort $(fixtures))),$(words $(fixtures))),\
	$(error two fixtures would become one program: $(fixtures)))
left_out := $(if $(call has,$(CXX)),,$(call fixture_files,cc)) \
	$(if $(call has,go),,$(call fixture_files,go)) \
	$(if $(call has,rustc),,$(call fixture_files,rs)) \
	$(if $(call has,javac),,$(call fixture_files,java))

# ---- How it is compiled

packages := cmocka libseccomp libdw libelf libmnl jansson
package_cflags := $(shell pkg-config --cflags $(packages) 2>/dev/null)
package_libs := $(shell pkg-config --libs $(packages) 2>/dev/null)

werror := $(if $(filter true 1,$(CI) $(WERROR)),-Werror)
# A verdict names the line of its step by the return address: a step must not be a tail call, in suites of others neither.
step_cflags := -fno-optimize-sibling-calls
# The objects of the tool are those of the shared library. Nothing of ours is replaced at run time: calls within a file stay what they are.
pic_cflags := -fPIC -fno-semantic-interposition
own_cflags := -std=gnu17 -D_GNU_SOURCE -Wall -Wextra $(werror) -pthread -Iharness -Itests -I$(BUILD) \
	$(step_cflags) \
	-DSOCKCHECK_VERSION='"$(VERSION)"' \
	$(SANITIZE:%=-fsanitize=% -fno-omit-frame-pointer -fno-sanitize-recover=all) \
	$(if $(COVERAGE),--coverage -fprofile-update=atomic)
compile = $(CC) $(own_cflags) $(CPPFLAGS) $(CFLAGS) $(pic_cflags) $(package_cflags)
# A keeper, and whatever else ends by _exit(2), writes its counters by a weak reference, which alone fetches nothing.
link = $(CC) $(own_cflags) $(CFLAGS) $(LDFLAGS) $(COVERAGE:%=-Wl,-u,__gcov_dump,-u,__gcov_reset)
libs := $(package_libs) -pthread
# A student's program: compiled as a course's makefile would, _GNU_SOURCE as if its first line defined it.
compile_fixture = $(CC) -std=gnu17 -D_GNU_SOURCE= -O1 -g -Wall -Wextra -pthread
compile_fixture_cc = $(CXX) -std=c++17 -O1 -g -Wall -Wextra -pthread

# Rewritten only when it changes: whatever depends on it is built anew when the compiler or a flag is another.
$(BUILD)/flags: FORCE
	$(if $(package_libs),,$(error the libraries are not all here ($(packages)); `make deps` brings them))
	$(shell mkdir -p $(@D))
	$(file >$@.now,$(link) $(CPPFLAGS) $(pic_cflags) $(package_cflags) $(libs))
	@cmp -s $@.now $@ && rm -f $@.now || mv -f $@.now $@

$(BUILD)/objects: FORCE
	$(shell mkdir -p $(@D))
	$(file >$@.now,$(lib_objects) $(main_object) $(support_objects))
	@cmp -s $@.now $@ && rm -f $@.now || mv -f $@.now $@

# The catalogue of edge cases stands in the tests that produce them.
$(BUILD)/facts/edge_case_rows.inc: $(wildcard tests/live/*.c) tests/edge_cases
	@mkdir -p $(@D)
	$(Q)tests/edge_cases $(filter %.c,$^) >$@.now
	@cmp -s $@.now $@ && rm -f $@.now && touch $@ || mv -f $@.now $@
$(BUILD)/obj/harness/facts/edge_case.o: $(BUILD)/facts/edge_case_rows.inc

# The scripts of the sandboxes are part of the library, as text.
$(BUILD)/judge/%.inc: harness/judge/%.sh
	@mkdir -p $(@D)
	$(Q)sed 's/[\\"]/\\&/g; s/^/"/; s/$$/\\n"/' $< >$@
$(BUILD)/obj/harness/judge/submission_scripts.o: $(BUILD)/judge/submission_build.inc $(BUILD)/judge/submission_run.inc

# So are the files of a bundle.
bundle_files := $(patsubst harness/%,$(BUILD)/%.inc,$(wildcard harness/cli/bundle/*))
$(BUILD)/cli/bundle/%.inc: harness/cli/bundle/%
	@mkdir -p $(@D)
	$(Q)sed 's/[\\"]/\\&/g; s/^/"/; s/$$/\\n"/' $< >$@
$(BUILD)/obj/harness/cli/bundle_files.o: $(bundle_files)

# The style of the HTML pages as a C text, and the digest by which their policy lets it in and no other (CSP3, 2.3.1).
$(BUILD)/report/html_style.inc: harness/report/html.css
	@mkdir -p $(@D)
	$(Q){ echo 'static const char style[] ='; sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $<; echo ';'; \
		printf 'static const char style_digest[] = "sha256-%s";\n' \
			"$$(sha256sum <$< | cut -c 1-64 | tr a-f A-F | basenc --base16 -d | base64)"; } >$@
$(BUILD)/obj/harness/report/html_page.o: $(BUILD)/report/html_style.inc

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@$(say) CC $<
	$(Q)$(compile) -MMD -MP -c -o $@ $<

# Made anew when a source has come or gone.
$(lib): $(lib_objects) $(BUILD)/objects
	@mkdir -p $(@D)
	@$(say) AR $@
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(lib_objects)

# What its header declares is all that others see; where a sanitizer is, the program brings that.
$(shared): $(lib_objects) $(BUILD)/objects $(exported)
	@$(say) LD $@
	$(Q)$(link) -shared -Wl,-soname,$(soname) -Wl,--version-script=$(exported) $(if $(SANITIZE),,-Wl,-z,defs) \
		-o $@ $(lib_objects) $(libs)

# The manual says what the tables of the tool, of the suites and of the tests say.
$(BUILD)/man/%: docs/man/% $(wildcard docs/man/page docs/man/options docs/man/*.awk) harness/sockcheck.h tests/support/waits.c \
		$(tool) $(suites)
	@mkdir -p $(@D)
	@$(say) MAN $@
	$(Q)docs/man/page $(tool) $* >$@.now && mv -f $@.now $@

# An archive too, so that a test takes of tests/support only what it calls.
$(support): $(support_objects) $(BUILD)/objects
	@mkdir -p $(@D)
	@$(say) AR $@
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(support_objects)

$(tool): $(main_object) $(leak_object) $(lib) $(BUILD)/objects
	@$(say) LD $@
	$(Q)$(link) -o $@ $(main_object) $(leak_object) $(lib) $(libs)

$(BUILD)/suites/%: $(BUILD)/obj/fixtures/assignments/%/suite.o $(leak_object) $(lib)
	@mkdir -p $(@D)
	@$(say) LD $@
	$(Q)$(link) -o $@ $(filter %.o,$^) $(lib) $(libs)

$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(leak_object) $(support) $(lib)
	@mkdir -p $(@D)
	@$(say) LD $@
	$(Q)$(link) -o $@ $(filter %.o,$^) $(support) $(lib) $(libs)

$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(support) $(lib)
	@mkdir -p $(@D)
	@$(say) LD $@
	$(Q)$(link) -o $@ $(filter %.o,$^) $(support) $(lib) $(libs)

$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(support) $(lib)
	@mkdir -p $(@D)
	@$(say) LD $@
	$(Q)$(link) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(support) $(lib) $(libs)

# ---- Programs under test

fixture_depend = -MMD -MP -MT $@ -MF $(@:$(FIXTURES)/%=$(FIXTURES)/obj/fixtures/%.d)
make_places = @mkdir -p $(@D) $(dir $(@:$(FIXTURES)/%=$(FIXTURES)/obj/fixtures/%))

$(FIXTURES)/%_static: fixtures/%.static.c $(FIXTURES)/fixture-flags
	$(make_places)
	@$(say) CC $<
	$(Q)$(compile_fixture) $(fixture_depend) -static -o $@ $<

$(FIXTURES)/%_asan: fixtures/%.asan.c $(FIXTURES)/fixture-flags
	$(make_places)
	@$(say) CC $<
	$(Q)$(compile_fixture) $(fixture_depend) -fsanitize=address -o $@ $<

$(FIXTURES)/%_tsan: fixtures/%.tsan.c $(FIXTURES)/fixture-flags
	$(make_places)
	@$(say) CC $<
	$(Q)$(compile_fixture) $(fixture_depend) -fsanitize=thread -o $@ $<

$(FIXTURES)/%: fixtures/%.c $(FIXTURES)/fixture-flags
	$(make_places)
	@$(say) CC $<
	$(Q)$(compile_fixture) $(if $(findstring /broken/,$@),-w) $(fixture_depend) -o $@ $<

$(FIXTURES)/%: fixtures/%.cc $(FIXTURES)/fixture-flags
	$(make_places)
	@$(say) CXX $<
	$(Q)$(compile_fixture_cc) $(fixture_depend) -o $@ $<

$(FIXTURES)/%: fixtures/%.go
	$(make_places)
	@$(say) GO $<
	$(Q)GO111MODULE=off GOFLAGS= GOPROXY=off GOTOOLCHAIN=local GOCACHE=$(abspath $(FIXTURES))/obj/go \
		go build -o $@ $<

$(FIXTURES)/%: fixtures/%.rs
	$(make_places)
	@$(say) RUSTC $<
	$(Q)env -u MAKEFLAGS -u MFLAGS rustc --edition 2021 -O -g -o $@ $<

# The class has the file's name: echo_server.java holds class echo_server; echo_server starts it.
$(FIXTURES)/%: fixtures/%.java
	$(make_places)
	@$(say) JAVAC $<
	$(Q)javac -d $(@D) $<
	$(Q)printf '#!/bin/sh\nexec java -XX:TieredStopAtLevel=1 -cp "$${0%%/*}" %s "$$@"\n' $(@F) >$@
	$(Q)chmod +x $@

define script_rule
$$(FIXTURES)/%.$(1): fixtures/%.$(1)
	@install -D -m 755 $$< $$@
endef
$(foreach suffix,$(scripts),$(eval $(call script_rule,$(suffix))))

$(FIXTURES)/fixture-flags: FORCE
	$(shell mkdir -p $(@D))
	$(file >$@.now,$(compile_fixture) $(compile_fixture_cc))
	@cmp -s $@.now $@ && rm -f $@.now || mv -f $@.now $@

# What was built from a file that is gone would still be run.
stale := $(filter-out $(suites) $(tests) $(fixtures) %.class,$(wildcard $(BUILD)/suites/* \
	$(kinds:%=$(BUILD)/tests/%/*)) $(if $(filter $(BUILD),$(FIXTURES)),$(wildcard \
	$(foreach dir,programs lecture assignments/*/good assignments/*/broken,$(FIXTURES)/$(dir)/*))))

.PHONY: FORCE built built-foreign built-fixtures built-tests built-benches built-fuzzers left-out prune
FORCE:
prune:
	@:$(if $(stale),; rm -f $(stale))
left-out:
	@:
	$(foreach file,$(left_out),@echo '  left out, for want of its compiler: $(file)'$(newline))
built: prune $(lib) $(shared) $(tool) $(suites) $(pages)
# For another architecture: all but the manual, for which the tool would have to run here.
built-foreign: prune $(lib) $(shared) $(tool) $(suites) $(tests)
built-fixtures: prune left-out $(fixtures)
ifneq ($(BUILD),$(FIXTURES))
	@mkdir -p $(BUILD); for dir in programs lecture assignments; do \
		ln -sfn $(abspath $(FIXTURES))/$$dir $(BUILD)/$$dir; done
endif
built-tests: built built-fixtures $(tests)
built-benches: built built-fixtures $(benches)
built-fuzzers: $(fuzzers)

space := $(subst ,, )
define newline


endef

-include $(wildcard $(patsubst %.o,%.d,$(lib_objects) $(main_object) $(support_objects) \
	$(program_objects)) $(fixtures:$(FIXTURES)/%=$(FIXTURES)/obj/fixtures/%.d))

# ---- What one calls

.PHONY: all deps demo check $(addprefix check-,$(kinds)) check-golden golden-update lint format asan coverage \
	bench peers check-peers check-install check-package check-arm64 check-dist check-html check-hostile check-container check-sweep check-scale soak mutants fuzz install uninstall dist clean help

all: built ## build the library, the tool, the suites and the manual (the default)

deps: ## install with the system's package manager what is missing for any of these targets
	$(deps) build demo tests bench coverage lint fuzz

demo: ## judge the bundled programs and some of Debian's own, and end with a table
	$(deps) build demo
	$(sub_make) built built-fixtures
	$(Q)fixtures/demo --build $(BUILD)

runner = tests/run --build $(BUILD) --jobs $(JOBS) --limit $(LIMIT) --name '$(NAME)'

check: ## run every test; NAME='glob' runs those of that name
	$(deps) build tests
	$(sub_make) built-tests
	$(Q)$(runner) $(kinds) golden

check-unit: ## run the unit tests: functions by themselves, no program under test is started
	$(deps) build
	$(sub_make) prune $(call tests_of,unit)
	$(Q)$(runner) unit

check-live: ## run the live tests: every step and property, with real programs on the loopback
	$(deps) build tests
	$(sub_make) built built-fixtures $(call tests_of,live)
	$(Q)$(runner) live

check-meta: ## run the meta tests: every good program passes, every broken one fails where it should
	$(deps) build tests
	$(sub_make) built built-fixtures $(call tests_of,meta)
	$(Q)$(runner) meta

check-golden: ## run the golden tests: what the commands print
	$(deps) build tests
	$(sub_make) built built-fixtures
	$(Q)$(runner) golden

golden-update: ## write what the commands print now as what they shall print; look at the difference
	$(deps) build tests
	$(sub_make) built built-fixtures
	$(Q)$(runner) --update golden

lint: ## look at the sources: format, clang-tidy, floors, marks, scripts, documents
	$(deps) build lint
	$(Q)tests/lint '$(filter-out -DSOCKCHECK_VERSION=%,$(own_cflags)) $(package_cflags)'

format: ## format the C sources in place
	$(deps) lint
	$(Q)find harness tests fixtures -name '*.[ch]' -exec clang-format -i {} +

asan: ## run the tests built with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer
	$(deps) build tests
	$(sub_make) built-fixtures
	$(sub_make) BUILD=$(BUILD)/asan FIXTURES=$(FIXTURES) SANITIZE=address,undefined \
		CFLAGS='-O1 -g' built-tests
	$(Q)ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1 \
		$(runner) --build $(BUILD)/asan $(kinds) golden

coverage: ## run the tests instrumented, write build/coverage/index.html and what outcomes the good programs met, hold it against the gate
	$(deps) build tests coverage
	$(sub_make) built-fixtures
	$(sub_make) BUILD=$(BUILD)/cov FIXTURES=$(FIXTURES) COVERAGE=1 CFLAGS='-O0 -g' \
		CC='$(if $(findstring clang,$(CC)),gcc,$(CC))' built-tests
	$(Q)find $(BUILD)/cov -name '*.gcda' -delete
	$(Q)$(runner) --build $(BUILD)/cov $(kinds) golden; tests=$$?; \
		coverage/capture $(BUILD)/cov $(BUILD)/coverage && \
		{ coverage/outcomes $(BUILD)/cov $(BUILD)/coverage/outcomes || [ $$? = 77 ]; } && \
		coverage/gate $(BUILD)/coverage/harness.info && exit $$tests

bench: ## measure what watching costs, against native and against strace
	$(deps) build bench
	$(sub_make) built-benches
	$(Q)for bench in $(benches); do $$bench || exit; done

peers: ## bring the real programs of fixtures/peers, unpacked below build/ and not installed
	$(Q)fixtures/peers/bring $(BUILD)

check-peers: ## hold the real programs of fixtures/peers against the suites, sweep them, and run docs/findings.md; NAME='tftp-server/*'
	$(deps) build tests
	$(sub_make) built peers
	$(Q)case '$(NAME)' in talk/*) ;; *) tests/peers --build $(BUILD) --jobs $(JOBS) --name '$(NAME)' ;; esac
	$(Q)tests/swept --build $(BUILD) --jobs $(JOBS) --name '$(NAME)'
	$(Q)tests/findings --build $(BUILD)

check-install: ## install into a folder and build docs/example against that, by make, CMake and Meson; then on a bare Debian 12, with README.md's examples, and a bundle as Gradescope has it
	$(deps) build install
	$(sub_make) built $(FIXTURES)/programs/in_a_container
	$(Q)tests/install --build $(BUILD)
	$(Q)tests/bare --build $(BUILD) || [ $$? = 77 ]

check-package: ## make the Debian packages in a copy, let lintian look, and try them on an overlay of this machine
	$(deps) build package
	$(Q)tests/package || [ $$? = 77 ]

check-arm64: ## build for arm64 with the cross compiler, and run the unit tests by qemu-user
	$(deps) build arm64
	$(Q)tests/arm64 --build $(BUILD) --jobs $(JOBS) || [ $$? = 77 ]

check-dist: dist ## build and check the tarball of the committed tree elsewhere, offline, with gcc and with clang
	$(deps) build tests
	$(Q)CC=clang .deps/install build
	$(Q)tests/dist --jobs $(JOBS) --name '$(NAME)' $(BUILD)/sockcheck-$(VERSION).tar.gz

check-html: ## open the HTML pages in a headless browser: wide, dark, narrow, for a screen reader
	$(deps) build tests html
	$(sub_make) built built-fixtures $(BUILD)/tests/unit/html
	$(Q)tests/html --build $(BUILD) || [ $$? = 77 ]

check-hostile: ## have hostile submissions graded, and look what they got by it; NAME=glob, CONTAINER=1 where there is no sandbox
	$(deps) build tests
	$(sub_make) built
	$(Q)tests/hostile/check --build $(BUILD) --name '$(NAME)' $(if $(CONTAINER),--container --user root)

check-container: ## grade in the sandbox and where there is none, and compare; NAME=glob of assignments, PROGRAM=glob, EVERY=12, ALL=1
	$(deps) build tests
	$(sub_make) built built-fixtures
	$(Q)tests/container/check --build $(BUILD) --name '$(NAME)' $(PROGRAM:%=--program '%') \
		--sample $(if $(ALL),0,$(or $(EVERY),12)) || [ $$? = 77 ]

check-sweep: ## sweep the good programs, in which nothing may be found, and the broken ones whose fault has to be; NAME=glob of assignments, PROGRAM=glob, BUDGET=20 runs of each kind each (0: all), SEED=0, FAMILY=ipv4, KIND=lasting; BROKEN=1 the broken ones alone
	$(deps) build tests
	$(sub_make) built built-fixtures
	$(Q)$(if $(BROKEN),:,tests/sweep/check --build $(BUILD) --name '$(NAME)' $(PROGRAM:%=--program '%') --budget $(or $(BUDGET),20) --seed $(or $(SEED),0) $(FAMILY:%=--family %) $(KIND:%=--kind %))
	$(Q)tests/sweep/check_broken --build $(BUILD) --name '$(NAME)' $(PROGRAM:%=--program '%')

check-scale: ## grade in shards as docs/grading.md says, by GNU parallel and by a Slurm of one node
	$(deps) build tests scale
	$(sub_make) built
	$(Q)tests/scale --build $(BUILD) || [ $$? = 77 ]

soak: ## run one suite or test again and again with all cores busy; NAME=... (findings: what sweeps find), TIMES=500, PROGRAM=...
	$(deps) build tests
	$(sub_make) built-tests
	$(Q)$(if $(filter findings,$(NAME)),tests/sweep/again --build $(BUILD) --times $(TIMES), \
		tests/soak --build $(BUILD) --times $(TIMES) --name '$(NAME)' $(PROGRAM:%=--program '%'))

mutants: ## break the good C programs by small edits; NAME=glob of assignments, PROGRAM=glob, SAMPLE=40, ALL=1
	$(deps) build tests
	$(sub_make) built built-fixtures
	$(Q)tests/meta/mutants --build $(BUILD) --jobs $(JOBS) --name '$(NAME)' $(PROGRAM:%=--program '%') \
		--sample $(if $(ALL),0,$(SAMPLE))

# What is found is kept in build/fuzz/found, what was learnt in build/fuzz/corpus: the next run begins with it.
fuzz: ## feed the rule parser and the record reader what libFuzzer thinks of, SECONDS=600 each; NAME=rule
	$(Q)CC=clang .deps/install build fuzz
	$(sub_make) BUILD=$(BUILD)/fuzz CC=clang SANITIZE=address,undefined \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' built-fuzzers
	$(Q)set -e; for fuzzer in $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/$(NAME).c)); do \
		mkdir -p $(BUILD)/fuzz/corpus/$$fuzzer $(BUILD)/fuzz/found; \
		$(BUILD)/fuzz/fuzz/$$fuzzer -max_total_time=$(SECONDS) -print_final_stats=1 \
			-dict=tests/fuzz/$$fuzzer.dict -artifact_prefix=$(BUILD)/fuzz/found/$$fuzzer- \
			$(BUILD)/fuzz/corpus/$$fuzzer tests/fuzz/seeds/$$fuzzer; done

# What is written for one install alone; two may go on side by side.
staged = $(BUILD)/install-$(shell echo $$PPID)

# What install puts in place and uninstall takes away: the mode, "link" or "page"; the file, or where the link leads; the place.
installed = 755:$(tool):$(PREFIX)/bin/sockcheck \
	644:$(lib):$(LIBDIR)/libsockcheck.a \
	644:$(shared):$(LIBDIR)/libsockcheck.so.$(VERSION) \
	link:libsockcheck.so.$(VERSION):$(LIBDIR)/$(soname) \
	link:$(soname):$(LIBDIR)/libsockcheck.so \
	$(foreach name,sockcheck sockcheck-static,644:$(staged)/$(name).pc:$(LIBDIR)/pkgconfig/$(name).pc) \
	644:harness/sockcheck.h:$(PREFIX)/include/sockcheck.h \
	$(foreach suite,$(suites),755:$(suite):$(PREFIX)/lib/sockcheck/suites/$(notdir $(suite))) \
	$(foreach page,$(pages),644:$(page):$(PREFIX)/share/man/man$(patsubst .%,%,$(suffix $(page)))/$(notdir $(page))) \
	$(foreach name,$(functions),644:$(staged)/function.3:$(PREFIX)/share/man/man3/$(name).3) \
	$(foreach page,$(wildcard docs/*.md),page:$(page):$(PREFIX)/share/sockcheck/$(notdir $(page))) \
	644:docs/class.png:$(PREFIX)/share/sockcheck/class.png \
	$(foreach file,$(wildcard docs/schema/*),644:$(file):$(PREFIX)/share/sockcheck/schema/$(notdir $(file))) \
	$(foreach file,$(wildcard docs/example/*),644:$(file):$(PREFIX)/share/sockcheck/example/$(notdir $(file))) \
	644:docs/completion/sockcheck.bash:$(PREFIX)/share/bash-completion/completions/sockcheck \
	644:docs/completion/_sockcheck:$(ZSHDIR)/_sockcheck \
	644:docs/completion/sockcheck.fish:$(PREFIX)/share/fish/vendor_completions.d/sockcheck.fish \
	$(foreach file,$(wildcard fixtures/assignments/*.h fixtures/assignments/*/*.md fixtures/assignments/*/*.[ch] \
		fixtures/assignments/*/good/*.* fixtures/assignments/*/broken/*.*),\
		644:$(file):$(file:fixtures/%=$(PREFIX)/share/sockcheck/%))
# A page's links lead to what is beside it once it is installed; what stays in the tree is named alone.
install_page = sed 's,](../fixtures/assignments),](assignments),; s,\[\([^]]*\)\](\.\./[^)]*),\1,g' $$file
write_installed = $(file >$(staged)/installed,$(subst $(space),$(newline),$(strip $(installed))))

# pkg-config's file of the shared library, and of the archive ("static"), which needs at its side what the other has inside.
define pkgconfig
prefix=$(PREFIX)
libdir=$(LIBDIR:$(PREFIX)/%=$${prefix}/%)
includedir=$${prefix}/include

Name: sockcheck$(1)
Description: forks, watches and judges socket programs on a private loopback
Version: $(VERSION)
Requires: $(if $(1),$(packages),cmocka)
Cflags: -I$${includedir} $(step_cflags)
Libs: -L$${libdir} $(if $(1),-l:libsockcheck.a -pthread,-lsockcheck)
endef

# The dynamic linker finds a new library by its cache; what is only packed goes elsewhere.
install: built ## install below PREFIX (/usr/local), the libraries in LIBDIR (PREFIX/lib), DESTDIR before it
	$(shell mkdir -p $(staged))
	$(file >$(staged)/sockcheck.pc,$(call pkgconfig))
	$(file >$(staged)/sockcheck-static.pc,$(call pkgconfig,-static))
	$(file >$(staged)/function.3,.so man3/sockcheck.3)
	$(write_installed)
	$(Q)set -e; while IFS=: read -r mode file place; do case $$mode in \
		link) ln -sfn $$file '$(DESTDIR)'$$place ;; \
		page) $(install_page) | install -D -m 644 /dev/stdin '$(DESTDIR)'$$place ;; \
		*) install -D -m $$mode $$file '$(DESTDIR)'$$place ;; esac; done <$(staged)/installed
	$(Q)rm -r $(staged)
	$(Q)[ -n '$(DESTDIR)' ] || [ "$$(id -u)" != 0 ] || ldconfig || :

uninstall: ## remove what install put there
	$(shell mkdir -p $(staged))
	$(write_installed)
	$(Q)while IFS=: read -r mode file place; do rm -f '$(DESTDIR)'"$$place"; done <$(staged)/installed
	$(Q)rm -r $(staged)
	$(Q)find '$(DESTDIR)$(PREFIX)/lib/sockcheck' '$(DESTDIR)$(PREFIX)/share/sockcheck' \
		-depth -type d -empty -delete 2>/dev/null || :

dist: ## pack the committed tree as build/sockcheck-VERSION.tar.gz
	@mkdir -p $(BUILD)
	$(Q)git archive --prefix=sockcheck-$(VERSION)/ -o $(BUILD)/sockcheck-$(VERSION).tar.gz HEAD
	@echo $(BUILD)/sockcheck-$(VERSION).tar.gz

clean: ## remove build/
	$(Q)rm -rf $(BUILD)

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile
