/*
 * workbook_fuzz.c: bytes as a whole workbook. What begins with "%%%" is a package in text: a line "%%%name" and the
 * part below it, of which a zip with right CRCs is made, a name that ends in "~" packed; "%%%" alone begins a part
 * with its usual name, in the order of package_made.h. Anything else is taken as it is: .xlsx, .xls or no workbook at
 * all. What must hold stands in book_judge.h.
 */
#include "book_judge.h"
#include "package_made.h"

const size_t fuzz_memory = 32 << 20;

static str
made(arena *a, str in)
{
	static const char mark[] = "\n%%%";
	zip_made z = { { .a = a }, { .a = a }, 0 };

	in = str_from(in, 3);
	while (in.n) {
		const char *end = memmem(in.p, in.n, mark, sizeof mark - 1);
		str part = str_head(in, end ? (size_t)(end - in.p) : in.n), name = part;
		bool pack;

		in = str_from(in, part.n + sizeof mark - 1);
		str_cut(&part, '\n', &name);
		pack = str_ends(name, STR("~"));
		name.n -= pack;
		if (name.n == 0 && z.entries < PACKAGE_PARTS)
			name = str_of(package_parts[z.entries].name);
		zip_add(&z, name, part.p ? part : STR(""), 0, pack ? Z_DEFLATED : 0);
	}
	for (size_t i = z.entries; i < PACKAGE_PARTS; i++)
		zip_add(&z, str_of(package_parts[i].name), str_of(package_parts[i].text), 0, 0);
	return zip_end(&z);
}

void
fuzz_one(arena *a, str in)
{
	book_judge(a, str_starts(in, STR("%%%")) ? made(a, in) : in, in.n % 16 == 0);
}
