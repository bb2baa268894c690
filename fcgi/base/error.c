/*
 * error.c: the table of errors and the list of faults. See error.h.
 */
#include "base/error.h"

#include "base/arena.h"

const error_row error_table[ERROR_COUNT] = {
#define ERROR(code, status, type, title) [code] = { status, type, title },
#include "base/error_table.h"
#undef ERROR
};

void
faults_add(faults *fs, fault f)
{
	fs->errors += f.level == FAULT_ERROR;
	if (fs->most && fs->n == fs->most)
		return;
	fs->v = arena_grow(fs->a, fs->v, &fs->cap, fs->n + 1, sizeof *fs->v);
	fs->v[fs->n++] = f;
}

void
faults_at(faults *fs, const char *pointer, const char *detail)
{
	faults_add(fs, (fault){ .pointer = str_of(pointer), .detail = str_of(detail) });
}
