/*
 * xml_fuzz.c: bytes as one XML part of a workbook whose other parts are in order; the first byte chooses which. What
 * must hold stands in book_judge.h.
 */
#include "book_judge.h"
#include "package_made.h"

const size_t fuzz_memory = 32 << 20;

void
fuzz_one(arena *a, str in)
{
	zip_made z = { { .a = a }, { .a = a }, 0 };
	size_t way;

	if (in.n == 0)
		return;
	way = (u8)in.p[0];
	in = str_from(in, 1);
	for (size_t i = 0; i < PACKAGE_PARTS; i++)
		zip_add(&z, str_of(package_parts[i].name),
		    i == way % PACKAGE_PARTS ? in : str_of(package_parts[i].text), 0, 0);
	book_judge(a, zip_end(&z), in.n % 16 == 0);
}
