/*
 * arena.c: blocks from malloc, handed out in order, given back together. See arena.h.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

enum { BLOCK = 64 * 1024 };

struct arena_block {
	struct arena_block *below;
	size_t used, size;
	alignas(max_align_t) u8 bytes[];
};

arena *
arena_new(size_t cap)
{
	arena *a = calloc(1, sizeof *a);

	if (a == NULL)
		abort();
	a->cap = cap;
	return a;
}

static void
drop(struct arena_block *b)
{
	while (b) {
		struct arena_block *below = b->below;

		free(b);
		b = below;
	}
}

void
arena_free(arena *a)
{
	if (a == NULL)
		return;
	drop(a->head);
	free(a);
}

void
arena_reset(arena *a)
{
	struct arena_block *b = a->head;

	a->used = 0;
	if (b == NULL)
		return;
	drop(b->below);
	b->below = NULL;
	/* A block made for one large object is not kept: the worker would hold on to its size for ever. */
	if (b->size > BLOCK) {
		free(b);
		a->head = NULL;
		return;
	}
	b->used = 0;
}

void *
arena_alloc(arena *a, size_t n)
{
	struct arena_block *b = a->head;
	void *p;

	if (n > a->cap || a->used > a->cap - n)
		arena_fail(a, E_TOO_MUCH);
	n = (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (b == NULL || b->size - b->used < n) {
		size_t size = n > BLOCK ? n : BLOCK;

		b = malloc(sizeof *b + size);
		if (b == NULL)
			arena_fail(a, E_TOO_MUCH);
		b->below = a->head;
		b->used = 0;
		b->size = size;
		a->head = b;
	}
	p = b->bytes + b->used;
	b->used += n;
	a->used += n;
	return memset(p, 0, n);
}

arena_mark
arena_here(const arena *a)
{
	return (arena_mark){ a->head, a->head ? a->head->used : 0, a->used };
}

void
arena_back(arena *a, arena_mark m)
{
	while (a->head != m.head) {
		struct arena_block *below = a->head->below;

		free(a->head);
		a->head = below;
	}
	if (a->head)
		a->head->used = m.in_block;
	a->used = m.used;
}

void *
arena_grow(arena *a, void *v, size_t *cap, size_t want, size_t size)
{
	size_t n = *cap ? *cap : 8;
	void *more;

	if (want <= *cap)
		return v;
	while (n < want)
		n *= 2;
	more = arena_alloc(a, n * size);
	if (*cap)
		memcpy(more, v, *cap * size);
	*cap = n;
	return more;
}

void
arena_fail(arena *a, error_code why)
{
	if (a->out == NULL)
		abort();
	a->why = why;
	longjmp(*a->out, 1);
}
