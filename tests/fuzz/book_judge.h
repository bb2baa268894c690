/*
 * book_judge.h: reads a file as a workbook the way an import does and proves what must hold of every file: rows and
 * columns rise, texts are well-formed and within the limits, a second reading gives the same, and what can be read
 * can be given back with its faults marked. Included by the targets of workbooks.
 */
#ifndef TESTS_BOOK_JUDGE_H
#define TESTS_BOOK_JUDGE_H

#include <unistd.h>

#include "files/template.h"
#include "fuzz.h"
#include "rules/candidate_fields.h"

enum { BOOK_ROWS = 300 };

static const book_limits judge_limits = { BOOK_ROWS, 60, 8 << 10, 2 << 20, 1 << 20 };
static const sheet_template judge_template = { "candidate", 1, "考生信息", &candidate_fields, 100 };
static book *judged;

void
fuzz_over(void)
{
	book_close(judged);
	judged = NULL;
}

/* A number that stands for all cells of the sheet; *whole: it was read to its end. */
static u64
sheet_sum(size_t i, bool *whole)
{
	u64 sum = 1469598103934665603u;
	const book_row *row;
	book_next_is is = BOOK_REFUSED;
	i64 last = 0, rows = 0;

	if (book_select(judged, i))
		while ((is = book_next(judged, &row)) == BOOK_ROW) {
			int column = -1;

			FUZZ_HOLDS(row->number > last && row->n > 0 && ++rows <= judge_limits.rows);
			last = row->number;
			for (size_t k = 0; k < row->n; k++) {
				const book_cell *c = &row->v[k];

				FUZZ_HOLDS(c->column > column && c->column < judge_limits.columns);
				FUZZ_HOLDS(c->text.n > 0 && c->text.n <= judge_limits.cell_bytes + 1);
				FUZZ_HOLDS(utf8_valid(c->text) && c->kind <= CELL_FORMULA);
				column = c->column;
				sum = (sum ^ (u64)(row->number * 1000 + column)) * 1099511628211u + (u64)c->kind;
				for (size_t n = 0; n < c->text.n; n++)
					sum = (sum ^ (u8)c->text.p[n]) * 1099511628211u;
			}
		}
	*whole = is == BOOK_END;
	FUZZ_HOLDS(*whole == (book_says(judged)[0] == 0) && utf8_valid(str_of(book_says(judged))));
	return sum;
}

/* As jobs/import_check.c: sheet, heading, rows, facts. */
static void
decode(arena *a, faults *fs)
{
	struct candidate_row object;
	sheet_columns columns;
	const book_row *row;
	bool headed = false;
	size_t sheet;

	if (!template_find_sheet(a, judged, &judge_template, &sheet, fs) || !book_select(judged, sheet))
		return;
	FUZZ_HOLDS(sheet < book_sheets(judged));
	while (book_next(judged, &row) == BOOK_ROW) {
		if (!headed &&
		    !template_read_header(a, &judge_template, book_sheet_at(judged, sheet)->name, row, &columns, fs))
			return;
		if (headed && !sheet_row_is_example(row)) {
			object = (struct candidate_row){ 0 };
			if (sheet_row_decode(a, &columns, row, &object, fs))
				candidate_check(a, &object, (document_day){ 20515, 14, 70 }, NULL, fs);
		}
		headed = true;
	}
	if (headed)
		sheet_facts_check(&columns, book_facts_of(judged), fs);
}

static void
marked_again(const char *path, const faults *fs)
{
	static char to[64];
	char says[BOOK_SAYS];
	bool whole = true;

	if (to[0] == 0)
		snprintf(to, sizeof to, "/dev/shm/fuzz-marked.%d", (int)getpid());
	FUZZ_HOLDS(template_mark(path, to, "/dev/shm", &judge_limits, &judge_template, fs));
	if (!book_open(to, &book_usual, &judged, says))
		FUZZ_HOLDS(!says[0]);
	for (size_t i = 0; i < book_sheets(judged) && whole; i++) {
		const book_row *row;
		book_next_is is;

		FUZZ_HOLDS(book_select(judged, i));
		while ((is = book_next(judged, &row)) == BOOK_ROW)
			;
		FUZZ_HOLDS(is == BOOK_END);
	}
	fuzz_over();
	unlink(to);
}

/* mark: whether to write the marked copy, too, which takes the time of a hundred readings. */
static void
book_judge(arena *a, str bytes, bool mark)
{
	const char *path = fuzz_file(bytes);
	char says[BOOK_SAYS];
	faults fs = { .a = a, .most = 500 };
	bool whole = true, again = true;

	if (!book_open(path, &judge_limits, &judged, says)) {
		FUZZ_HOLDS(says[0] && utf8_valid(str_of(says)) && judged == NULL);
		return;
	}
	for (size_t i = 0; i < book_sheets(judged) && whole; i++) {
		u64 sum = sheet_sum(i, &whole);

		FUZZ_HOLDS(utf8_valid(book_sheet_at(judged, i)->name));
		if (whole)
			FUZZ_HOLDS(sheet_sum(i, &again) == sum && again);
	}
	if (whole)
		decode(a, &fs);
	for (size_t i = 0; i < fs.n; i++)
		FUZZ_HOLDS(utf8_valid(fs.v[i].detail) && utf8_valid(fs.v[i].value) && utf8_valid(fs.v[i].fix));
	fuzz_over();
	if (whole && mark)
		marked_again(path, &fs);
}

#endif
