/*
 * document_number_fuzz.c: any text as a document number of any type. The first byte chooses the type. Proved: the
 * normal form is its own normal form and is repaired no more, what the typed rule takes the form rule takes, and an
 * accepted number of 18 characters has the check digit of ISO 7064 as counted here another way.
 */
#include "base/clock.h"
#include "fuzz.h"
#include "rules/document_number.h"

const size_t fuzz_memory = 4 << 20;

static const document_day day = { 20515, 14, 70 }; /* 2026-03-03 */

void
fuzz_over(void)
{
}

static bool
digit_right(str s)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	for (size_t i = 0; i < 17; i++)
		sum += weight[i] * (s.p[i] - '0');
	return "10X98765432"[sum % 11] == s.p[17];
}

static void
texts_sound(const document_answer *d)
{
	const str all[] = { d->error, d->notice, d->doubt, d->fix, d->birth, d->sex, d->province };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		FUZZ_HOLDS(utf8_valid(all[i]));
	FUZZ_HOLDS(d->ok == (d->error.n == 0));
}

static void
accepted(arena *a, str type, const document_answer *d)
{
	int year, month, of_month;

	for (size_t i = 0; i < d->value.n; i++)
		FUZZ_HOLDS(
		    (d->value.p[i] >= '0' && d->value.p[i] <= '9') || (d->value.p[i] >= 'A' && d->value.p[i] <= 'Z'));
	FUZZ_HOLDS(d->value.n >= 5 && d->value.n <= 20);
	if (d->value.n == 18 && !str_is(type, DOCUMENT_PASSPORT))
		FUZZ_HOLDS(digit_right(d->value));
	if (d->birth.p) {
		FUZZ_HOLDS(clock_date(d->birth, &year, &month, &of_month));
		FUZZ_HOLDS(document_age(d->birth, day.today) >= 0);
	}
	FUZZ_HOLDS(document_check_form(a, d->value).ok);
}

void
fuzz_one(arena *a, str in)
{
	document_answer one, two, form, again;
	size_t n = 0, chosen;
	str type, given;

	if (in.n == 0)
		return;
	while (document_types[n])
		n++;
	chosen = (u8)in.p[0] % (n + 1);
	type = chosen < n ? str_of(document_types[chosen]) : STR("none");
	given = str_from(in, 1);

	one = document_check(a, type, given, day);
	texts_sound(&one);
	if (one.value.n) {
		two = document_check(a, type, one.value, day);
		FUZZ_HOLDS(str_eq(two.value, one.value) && two.ok == one.ok && str_eq(two.error, one.error));
		FUZZ_HOLDS(two.notice.n == 0 && str_eq(two.doubt, one.doubt));
	}
	if (one.ok)
		accepted(a, type, &one);
	if (one.fix.n)
		FUZZ_HOLDS(document_check(a, type, one.fix, day).ok);

	form = document_check_form(a, given);
	texts_sound(&form);
	if (form.value.n) {
		again = document_check_form(a, form.value);
		FUZZ_HOLDS(str_eq(again.value, form.value) && again.ok == form.ok && again.notice.n == 0);
	}
}
