/*
 * photo_match.c: whose photo a file of a zip is. See photo_match.h.
 */
#include "jobs/photo_match.h"

#include <stdlib.h>
#include <strings.h>

#include "base/buf.h"
#include "data/person.h"
#include "query/photo.h"
#include "rules/document_number.h"

static bool
image_name(str name)
{
	static const char *const ends[] = { ".jpg", ".jpeg", ".png", NULL };

	for (size_t i = 0; ends[i]; i++) {
		size_t n = strlen(ends[i]);

		if (name.n > n && strncasecmp(name.p + name.n - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

static str
stem_of(str name)
{
	size_t dot = name.n;

	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	return dot ? str_head(name, dot - 1) : name;
}

/* Whose photo is it, by its name alone. */
static photo_match
match(job *j, i64 school, str name)
{
	str stem = str_trim(stem_of(name));
	struct photo_by_number *v;
	struct photo_by_document *found;
	document_answer number;
	size_t n = photo_by_number(j->db, school, stem, name, &v);

	if (n == 1)
		return (photo_match){ v->id, NULL };
	if (n > 1)
		return (photo_match){ 0, "文件名同时符合本校多名考生，请改用证件号码命名" };
	number = document_check_form(j->a, stem);
	for (size_t i = 0; number.ok && document_types[i]; i++) {
		str index = person_document_index(j->a, j->ring, str_of(document_types[i]), number.value);

		if (photo_by_document(j->db, school, index, &found))
			return (photo_match){ found->id, NULL };
	}
	return (photo_match){ 0, "本校没有学号、证件号码或照片文件名与此文件名相同的考生" };
}

photo_match
photo_match_entry(job *j, i64 school, size_t max_bytes, const archive_entry *e)
{
	arena_mark here = arena_here(j->a);
	photo_match m;

	if (e->flags & (ARCHIVE_DIRECTORY | ARCHIVE_JUNK))
		return (photo_match){ 0, NULL };
	if (e->flags & ARCHIVE_DANGEROUS)
		return (photo_match){ 0, "文件名或路径不安全，已忽略" };
	if (!image_name(e->name))
		return (photo_match){ 0, "不是 jpg 或 png 照片，已忽略" };
	if (e->size > max_bytes)
		return (photo_match){ 0, "照片超过大小限制" };
	m = match(j, school, e->name);
	arena_back(j->a, here);
	return m;
}

enum { LABEL_MOST = 150 };

static bool
ascii_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Could this be a document number: 15 characters or more, or a letter with seven digits or more (passports, permits)?
 */
static bool
number_like(str s)
{
	return s.n >= 15 || (s.n >= 8 && !str_digits(str_head(s, 1)) && str_digits(str_from(s, s.n - 7)));
}

str
photo_label(arena *a, str name)
{
	buf b = { .a = a };
	str rest = name;

	for (size_t i = 0; i < LABEL_MOST && rest.n; i++) {
		const char *at = rest.p;
		size_t n = 0;

		while (n < rest.n && ascii_alnum(rest.p[n]))
			n++;
		if (number_like(str_head(rest, n))) {
			buf_put(&b, at, 3);
			buf_str(&b, STR("**********"));
			buf_put(&b, at + n - 2, 2);
			rest = str_from(rest, n);
			i += 14;
		} else if (n) {
			n = n < LABEL_MOST - i ? n : LABEL_MOST - i;
			buf_put(&b, at, n);
			rest = str_from(rest, n);
			i += n - 1;
		} else {
			utf8_next(&rest);
			buf_put(&b, at, (size_t)(rest.p - at));
		}
	}
	return buf_view(&b);
}

static int
by_candidate(const void *x, const void *y)
{
	const photo_match *const *a = x, *const *b = y;

	return ((*a)->candidate > (*b)->candidate) - ((*a)->candidate < (*b)->candidate);
}

void
photo_match_doubles(arena *a, photo_match *m, size_t n)
{
	photo_match **v = ARENA_ARRAY(a, photo_match *, n + 1);

	for (size_t i = 0; i < n; i++)
		v[i] = &m[i];
	qsort(v, n, sizeof *v, by_candidate);
	for (size_t i = 0; i + 1 < n; i++)
		if (v[i]->candidate && v[i]->candidate == v[i + 1]->candidate)
			v[i]->refused = v[i + 1]->refused = "同一考生有两张照片，都没有采用，请只保留一张";
}
