/*
 * fuzz.h: what a fuzz target is: one function over bytes from outside, and the most memory it may hold.
 * Each target is one file, NAME_fuzz.c. driver.c makes it a program of libFuzzer (make fuzz); with replay.c it runs
 * the inputs kept in corpus/NAME in every test. A target proves properties too: FUZZ_HOLDS ends the program when one
 * does not hold.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

/* Of the target: judges one input. May leave by arena_fail with E_TOO_MUCH; what it holds outside of the arena then
 * it keeps where fuzz_over finds it. */
void fuzz_one(arena *a, str in);
/* Gives back what fuzz_one holds, however it ended. */
void fuzz_over(void);
/* The most bytes that may be allocated at one moment. */
extern const size_t fuzz_memory;

/* Of the driver: libFuzzer's entry, and the path of a file that holds these bytes until the next call. */
int LLVMFuzzerTestOneInput(const u8 *bytes, size_t n);
const char *fuzz_file(str bytes);

#define FUZZ_HOLDS(x)                                                                                                \
	do {                                                                                                         \
		if (!(x)) {                                                                                          \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x);                       \
			abort();                                                                                     \
		}                                                                                                    \
	} while (0)

#endif
