# Makefile: builds everything into build/; nothing is written anywhere else but npm's packages in node_modules/.
#   make         release build of the four programs        make run    install what is missing, build, start
#   make portal  the web portal into build/portal
#   make test    everything under ASan and UBSan           make lint   layers, lengths, banned calls, format
#   make bench   measurements beside other servers         make clang  compile everything with the second compiler
#   make seeded  a workbook of 100,000 rows with 5,000 faults of 40 kinds, every one found (the suite takes a tenth)
#   make soak    50,000 requests and 1,000 cut commits, flat memory and true answers (the suite does fewer)
#   make fuzz   libFuzzer on everything that reads bytes from outside: FUZZ_SECONDS=600 a target, FUZZ_JOBS=1 at once,
#                FUZZ_TARGETS="csv photo" for some of them (the suite runs the inputs kept in tests/fuzz/corpus)
#   make format  clang-format in place                     make clean  remove build/ (never var/, which holds the data)
# VARIANT=release|asan|clang|fuzz chooses the folder and the flags: build/$(VARIANT)/{portal,signing,jobs,ctl}.

VARIANT ?= release
out := build/$(VARIANT)
gen := build/gen
programs := portal signing jobs ctl
rooms := base crypt data files rules web api signing jobs

CFLAGS_all := -std=c17 -D_GNU_SOURCE -g -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Werror -fstack-protector-strong -Ifcgi -I$(gen) -MMD -MP
CFLAGS_release := -O2 -D_FORTIFY_SOURCE=2 -fPIE -fstack-clash-protection -fcf-protection
CFLAGS_asan := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DFAULT_INJECTION
CFLAGS_clang := -O0 -DFAULT_INJECTION
# Not pointer-overflow: clang 14 counts NULL + 0 in, which is how an absent string is walked; gcc's check has the rest.
CFLAGS_fuzz := -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=pointer-overflow \
	-fno-sanitize-recover=all -DFAULT_INJECTION
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_clang :=
LDFLAGS_fuzz := -fsanitize=address,undefined
CC_release := gcc
CC_asan := gcc
CC_clang := clang
CC_fuzz := clang
compiler := $(CC_$(VARIANT))
$(if $(compiler),,$(error VARIANT=$(VARIANT): there is only release, asan, clang and fuzz))

libraries := fcgi libmariadb jansson libsodium xlsxwriter libzip expat cairo pangocairo pangoft2 fontconfig freetype2 libqrencode libturbojpeg libpng zlib
CFLAGS_libs := $(shell pkg-config --cflags $(libraries))
# --as-needed: a program is bound only to the libraries whose code it calls (no image decoder in portal or signing).
LIBS := -Wl,--as-needed $(shell pkg-config --libs $(libraries)) -lm

host_tools := fcgi/data/querygen.c fcgi/data/queryemit.c
sources := $(filter-out $(host_tools) $(programs:%=fcgi/main/%.c),$(foreach r,$(rooms) main,$(wildcard fcgi/$r/*.c)))
queries := $(wildcard sql/query/*.sql)
generated := $(patsubst sql/query/%.sql,$(gen)/query/%.c,$(queries)) $(if $(queries),$(gen)/query/all.c)
objects := $(sources:%.c=$(out)/%.o) $(generated:$(gen)/%.c=$(out)/gen/%.o)
mains := $(wildcard $(programs:%=fcgi/main/%.c))
tests := $(foreach r,$(rooms) main,$(wildcard tests/$r/*_test.c))
test_programs := $(tests:%.c=$(out)/%)
fuzz_targets := $(wildcard tests/fuzz/*_fuzz.c)
fuzz_programs := $(fuzz_targets:%.c=$(out)/%)
shim := build/tools/clock_shim.so

.PHONY: all programs portal objects tests tools clang run test lint bench seeded soak fuzz fuzz-programs format clean
.DELETE_ON_ERROR:

all: programs
programs: $(mains:fcgi/main/%.c=$(out)/%)
objects: $(objects)
tests: $(test_programs) $(if $(filter asan,$(VARIANT)),$(fuzz_programs))
fuzz-programs: $(fuzz_programs)
tools: $(shim)

# --- named statements: sql/query/*.sql -> build/gen/query/*.{h,c}; an unchanged file keeps its time stamp
build/tools/querygen: $(host_tools) fcgi/data/querygen.h
	@mkdir -p $(@D)
	gcc $(filter-out -MMD -MP,$(CFLAGS_all)) -O1 -o $@ $(host_tools)

$(gen)/.stamp: build/tools/querygen sql/scope $(queries)
	@mkdir -p $(gen)/query
	@rm -f $(filter-out $(generated) $(generated:.c=.h),$(wildcard $(gen)/query/*))
	build/tools/querygen $(gen) sql/scope $(queries)
	@touch $@

$(generated): $(gen)/.stamp ;

# --- objects, one archive of all rooms, programs, test programs
stamp := $(if $(queries),$(gen)/.stamp)

$(out)/%.o: %.c | $(stamp)
	@mkdir -p $(@D)
	$(compiler) $(CFLAGS_all) $(CFLAGS_$(VARIANT)) $(CFLAGS_libs) -c -o $@ $<

# A bulk statement's text with 500 rows is longer than C99 asks compilers to take; both of ours do.
$(out)/gen/%.o: $(gen)/%.c
	@mkdir -p $(@D)
	$(compiler) $(CFLAGS_all) -Wno-overlength-strings $(CFLAGS_$(VARIANT)) $(CFLAGS_libs) -c -o $@ $<

$(out)/all.a: $(objects)
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $(objects)

$(mains:fcgi/main/%.c=$(out)/%): $(out)/%: $(out)/fcgi/main/%.o $(out)/all.a
	$(compiler) $(LDFLAGS_$(VARIANT)) -o $@ $< $(out)/all.a $(LIBS)

$(out)/tests/%: tests/%.c $(out)/all.a | $(stamp)
	@mkdir -p $(@D)
	$(compiler) $(CFLAGS_all) $(CFLAGS_$(VARIANT)) $(CFLAGS_libs) -Itests $(LDFLAGS_$(VARIANT)) -o $@ $< $(out)/all.a \
		$(LIBS) -lcmocka

# A fuzz target is a program of libFuzzer, or, built with gcc, one that runs the inputs it is given.
fuzz_main := $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer,tests/fuzz/replay.c)

$(out)/tests/fuzz/%_fuzz: tests/fuzz/%_fuzz.c tests/fuzz/driver.c tests/fuzz/replay.c $(wildcard tests/fuzz/*.h) $(out)/all.a | $(stamp)
	@mkdir -p $(@D)
	$(compiler) $(CFLAGS_all) $(CFLAGS_$(VARIANT)) $(CFLAGS_libs) $(LDFLAGS_$(VARIANT)) -o $@ $< tests/fuzz/driver.c \
		$(fuzz_main) $(out)/all.a $(LIBS)

$(shim): tests/fault/clock_shim.c
	@mkdir -p $(@D)
	gcc -std=c17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -fPIC -shared -o $@ $< -ldl

# --- the web portal: its types come from the API document that ctl prints; a document that has not changed keeps its time
# stamp. npm's packages are fetched again only when the lock has changed.
portal_source := nginx/portal
portal_files := $(shell find $(portal_source) -type f -not -path '*/node_modules/*')
api_document := $(gen)/portal/openapi.json

portal: build/portal.stamp

$(api_document): $(out)/ctl
	@mkdir -p $(@D)
	$(out)/ctl openapi >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

build/npm.stamp: $(portal_source)/package-lock.json
	@mkdir -p $(@D)
	cmp -s $< $(portal_source)/node_modules/.lock || { cd $(portal_source) && \
		npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.lock; }
	@touch $@

$(gen)/portal/schema.d.ts: $(api_document) $(portal_source)/tools/types.mjs build/npm.stamp
	cd $(portal_source) && npm run --silent types
	@touch $@

build/portal.stamp: $(portal_files) $(gen)/portal/schema.d.ts
	cd $(portal_source) && npm run --silent build
	@rm -rf build/portal && mv build/portal.new build/portal
	@touch $@

-include $(objects:.o=.d) $(mains:%.c=$(out)/%.d) $(test_programs:=.d) $(fuzz_programs:=.d)

# --- commands
clang:
	$(MAKE) VARIANT=clang programs tests
run:
	./scripts/run
test:
	./scripts/test
lint:
	./scripts/lint
bench:
	./scripts/bench
seeded:
	SEEDED_ROWS=100000 SEEDED_FAULTS=5000 TEST_SECONDS=3000 ./scripts/test 'tests/api/import_seeded_test'
soak:
	SOAK_REQUESTS=50000 COMMIT_TRIALS=1000 ./scripts/test 'tests/fault/(soak|database)_test'
fuzz:
	./scripts/fuzz
format:
	clang-format -i $(wildcard fcgi/*/*.[ch] tests/*/*.[ch])
clean:
	rm -rf build
