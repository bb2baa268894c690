/*
 * arena.h: the memory of one unit of work (a request, a row of a job), and its one way out.
 * Everything a handler allocates comes from here and goes away together. An arena has a cap; what asks for more, and
 * whatever else makes the work impossible (lost database, own bug), leaves through arena_fail, which returns to the
 * loop that set the exit. So calls that take an arena have no "out of memory" for their callers to handle.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <setjmp.h>

#include "base/error.h"
#include "base/str.h"

struct arena {
	struct arena_block *head; /* the block that is filled now; the chain below it is full */
	size_t used, cap;	  /* bytes handed out and the most that may be */
	jmp_buf *out;		  /* where arena_fail goes; set by the loop alone */
	error_code why;		  /* what arena_fail was called with */
};

/* A new arena that hands out at most cap bytes. Aborts when the system has no memory for the struct itself. */
arena *arena_new(size_t cap);
/* Gives everything back to the system; a may be NULL. */
void arena_free(arena *a);
/* Forgets every allocation and keeps one block for the next unit of work. */
void arena_reset(arena *a);
/* n zeroed bytes, aligned for any type. Never NULL: over the cap it leaves with E_TOO_MUCH. */
void *arena_alloc(arena *a, size_t n);
/* An array grown to hold at least want elements of size bytes: returns v itself or a larger copy; *cap is updated. */
void *arena_grow(arena *a, void *v, size_t *cap, size_t want, size_t size);
/* Ends the unit of work with this reason. Without an exit set it is a bug and aborts. */
_Noreturn void arena_fail(arena *a, error_code why);

/* A point to go back to: what was allocated since is forgotten, what was there before stays. For loops over many
 * rows. */
typedef struct arena_mark {
	struct arena_block *head;
	size_t in_block, used;
} arena_mark;
arena_mark arena_here(const arena *a);
void arena_back(arena *a, arena_mark m);

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (n)))

#endif
