/*
 * import_shift.c: columns that hold what belongs into another one 错列: somebody pasted a block one column too far,
 * or two columns changed places. Then nearly every cell is wrong, and the report begins with the one thing that is.
 * See import_inside.h.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "jobs/import_inside.h"
#include "rules/checks.h"

enum {
	SAMPLE = 200,  /* rows with errors whose cells are tried in every other column */
	LEAST = 3,     /* rows: fewer say nothing */
	PAIRS_SAID = 3 /* columns that the sentence names */
};

struct import_shift {
	i64 sampled;
	i64 *bad;  /* by field: rows in which its cell was refused */
	i64 *seen; /* by field: cells tried */
	i64 *fits; /* [field * n + other]: of them, how many other would have taken */
};

static struct import_shift *
shift_of(import *m)
{
	size_t n = m->kind->sheet.fields->n;
	struct import_shift *s = m->inside->shift;

	if (s)
		return s;
	m->inside->shift = s = ARENA_NEW(m->a, struct import_shift);
	s->bad = ARENA_ARRAY(m->a, i64, n);
	s->seen = ARENA_ARRAY(m->a, i64, n);
	s->fits = ARENA_ARRAY(m->a, i64, n * n);
	return s;
}

/* Every cell of the row in every column, into a row that nobody reads. */
static void
try_everywhere(import *m, struct import_shift *s, const book_row *row)
{
	const field_table *t = m->kind->sheet.fields;
	arena_mark here = arena_here(m->row);
	void *object = arena_alloc(m->row, t->size);

	for (size_t i = 0; i < row->n; i++) {
		const book_cell *cell = &row->v[i];
		int f = m->columns.field[cell->column];

		if (f < 0 || cell->kind != CELL_TEXT || str_trim(cell->text).n == 0)
			continue;
		s->seen[f]++;
		for (size_t g = 0; g < t->n; g++) {
			faults unheard = { .a = m->row };

			s->fits[(size_t)f * t->n + g] += field_set_text(
			    m->row, &t->v[g], object, cell->text, (field_place){ .row = row->number }, &unheard);
		}
	}
	arena_back(m->row, here);
}

void
import_shift_see(import *m, const book_row *row)
{
	const field_table *t = m->kind->sheet.fields;
	struct import_shift *s = shift_of(m);

	for (size_t f = 0; f < t->n; f++)
		for (size_t i = 0; i < m->fs.n; i++)
			if (m->fs.v[i].level == FAULT_ERROR && str_eq(m->fs.v[i].field, str_of(t->v[f].title))) {
				s->bad[f]++;
				break;
			}
	if (s->sampled++ < SAMPLE)
		try_everywhere(m, s, row);
}

static bool
mostly(i64 part, i64 whole)
{
	return whole > 0 && part * 10 >= whole * 9;
}

/* The column whose content most cells of f are; -1 when there is none. It is no column that takes any text, and it is
 * wrong as well or holds what belongs here: that cells would be taken elsewhere is not enough. */
static int
meant_for(const import *m, const struct import_shift *s, size_t f)
{
	const field_table *t = m->kind->sheet.fields;
	i64 total = m->inside->total;
	size_t n = t->n;
	int best = -1;

	if (s->bad[f] < LEAST || s->bad[f] * 2 <= total)
		return -1;
	for (size_t g = 0; g < n; g++) {
		i64 fits = s->fits[f * n + g];
		bool wrong = s->bad[g] * 2 > total, swapped = mostly(s->fits[g * n + f], s->seen[g]);

		if (g == f || m->columns.column[g] < 0 || t->v[g].check == check_plain_text ||
		    !mostly(fits, s->seen[f]) || !(wrong || swapped))
			continue;
		if (best < 0 || fits > s->fits[f * n + (size_t)best] ||
		    (fits == s->fits[f * n + (size_t)best] &&
			abs(m->columns.column[g] - m->columns.column[f]) <
			    abs(m->columns.column[best] - m->columns.column[f])))
			best = (int)g;
	}
	return best;
}

void
import_shift_say(import *m)
{
	const field_table *t = m->kind->sheet.fields;
	const struct import_shift *s = m->inside->shift;
	char name[CELL_NAME];
	buf said = { .a = m->a };
	size_t pairs = 0;

	for (size_t f = 0; s && f < t->n; f++) {
		int g = meant_for(m, s, f);

		if (g < 0 || ++pairs > PAIRS_SAID)
			continue;
		buf_f(&said, "%s%.*s 列“%s”中多为“%s”", pairs > 1 ? "，" : "",
		    (int)cell_name(m->columns.column[f], 0, name), name, t->v[f].title, t->v[g].title);
	}
	if (pairs)
		import_say_first(m, "columns",
		    str_f(m->a, "各列可能错位：%.*s%s。请先对照表头检查各列，改正后重新上传",
			STR_ARG(buf_view(&said)), pairs > PAIRS_SAID ? "等" : ""));
}
