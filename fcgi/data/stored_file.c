/*
 * stored_file.c: sealed pieces of stored files. See stored_file.h.
 */
#include "data/stored_file.h"

#include "query/file.h"

static str
context(db *d, i64 file, i64 position)
{
	return str_f(db_arena(d), "file_chunk.bytes:%lld:%lld", (long long)file, (long long)position);
}

void
stored_put(db *d, const keyring *ring, i64 file, i64 position, str piece)
{
	arena *a = db_arena(d);
	arena_mark here = arena_here(a);

	file_chunk_insert(d, file, position, field_seal(a, ring, context(d, file, position), piece));
	arena_back(a, here);
}

bool
stored_get(db *d, const keyring *ring, i64 file, i64 position, str *piece)
{
	struct file_chunk_get chunk;

	if (!file_chunk_get(d, file, position, &chunk))
		return false;
	if (!field_open(db_arena(d), ring, context(d, file, position), chunk.bytes, piece))
		arena_fail(db_arena(d), E_BUG);
	return true;
}
