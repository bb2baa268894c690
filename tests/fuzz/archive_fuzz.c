/*
 * archive_fuzz.c: bytes as a zip. What begins with "PK" is one; anything else is a recipe: entries (flags and method,
 * length of the name, name, length, content), then changes of single bytes of the zip made of them, so that
 * directories that almost hold are reached. Proved: what is opened keeps the limits; each entry is read alike whole
 * and as a stream, to its declared size; what an undamaged recipe put in comes out.
 */
#include "files/archive.h"
#include "fuzz.h"
#include "zip_made.h"

enum { ENTRIES = 8, BYTES = 256 << 10 };

const size_t fuzz_memory = 8 << 20;

static const archive_limits limits = { ENTRIES, BYTES, 2 * BYTES, 200 };
static archive *z;
static u8 whole[BYTES + 1], part[BYTES + 1];

/* What a recipe put in, as long as it has changed nothing of it. */
typedef struct wanted {
	str name[ENTRIES], data[ENTRIES];
	size_t n;
	bool sound;
} wanted;

void
fuzz_over(void)
{
	archive_close(z);
	z = NULL;
}

static u8
byte(str *s)
{
	u8 c = s->n ? (u8)s->p[0] : 0;

	*s = str_from(*s, 1);
	return c;
}

static str
take(str *s, size_t n)
{
	str part_of = str_head(*s, n);

	*s = str_from(*s, part_of.n);
	return part_of;
}

static str
made(arena *a, str in, wanted *w)
{
	zip_made m = { { .a = a }, { .a = a }, 0 };
	str bytes;

	w->sound = true;
	while (in.n && in.p[0] != '!' && w->n < ENTRIES) {
		u8 how = byte(&in);
		str name = take(&in, byte(&in) % 64u);
		size_t length = byte(&in);
		str data = take(&in, length << 8 | byte(&in));

		w->name[w->n] = name;
		w->data[w->n++] = data;
		w->sound = w->sound && (how & 0xf0) == 0;
		zip_add(&m, name, data, (how & 0x10 ? 1u : 0) | (how & 0x20 ? 0x800u : 0) | (how & 0x40 ? 8u : 0),
		    how & 0x80 ? 9
		    : how & 1  ? Z_DEFLATED
			       : 0);
	}
	bytes = zip_end(&m);
	for (byte(&in); in.n >= 3;) {
		size_t at = byte(&in);

		at = (at << 8 | byte(&in)) % bytes.n;
		/* From the end, where the directory is. */
		((char *)(uintptr_t)bytes.p)[bytes.n - 1 - at] = (char)byte(&in);
		w->sound = false;
	}
	return bytes;
}

static archive_error
stream(size_t i, size_t *sum)
{
	archive_error e = archive_start(z, i);
	size_t got = 1;

	for (*sum = 0; e == ARCHIVE_OK && got; *sum += got) {
		size_t room = sizeof part - *sum;

		e = archive_next(z, part + *sum, room < 1000 ? room : 1000, &got);
	}
	archive_stop(z);
	return e;
}

static void
judge_entry(size_t i, const wanted *w)
{
	const archive_entry *e = archive_at(z, i);
	size_t n, sum;
	archive_error one = archive_read(z, i, whole, sizeof whole, &n), two = stream(i, &sum);

	FUZZ_HOLDS(utf8_valid(e->path) && utf8_valid(e->name) && e->size <= BYTES);
	FUZZ_HOLDS(e->name.n <= e->path.n && archive_find(z, e->path) <= i);
	FUZZ_HOLDS((one == ARCHIVE_OK) == (two == ARCHIVE_OK) && utf8_valid(str_of(archive_says(one))));
	if (one == ARCHIVE_OK)
		FUZZ_HOLDS(n == e->size && sum == n && memcmp(whole, part, n) == 0);
	if (w->sound && w->n)
		FUZZ_HOLDS(one == ARCHIVE_OK && n == w->data[i].n && memcmp(whole, w->data[i].p, n) == 0);
}

void
fuzz_one(arena *a, str in)
{
	wanted w = { 0 };
	str bytes = str_starts(in, STR("PK")) ? in : made(a, in, &w);
	archive_error e = archive_open(fuzz_file(bytes), &limits, &z);
	u64 total = 0;

	FUZZ_HOLDS((e == ARCHIVE_OK) == (z != NULL) && utf8_valid(str_of(archive_says(e))));
	if (z == NULL)
		return;
	FUZZ_HOLDS(archive_count(z) <= ENTRIES);
	for (size_t i = 0; i < archive_count(z); i++) {
		judge_entry(i, &w);
		total += archive_at(z, i)->size;
	}
	FUZZ_HOLDS(total <= 2 * BYTES);
}
