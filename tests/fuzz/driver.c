/*
 * driver.c: runs one input of a fuzz target as a unit of work: an arena with a cap, one exit, and the memory that was
 * held at the worst moment counted over all allocations, those of the libraries too. See fuzz.h.
 */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

/* Of the sanitizers' runtime; gcc has it without the header. */
int __sanitizer_install_malloc_and_free_hooks(
    void (*)(const volatile void *, size_t), void (*)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *);

static size_t held, most;

static void
allocated(const volatile void *p, size_t n)
{
	(void)p;
	held += n;
	if (held > most)
		most = held;
}

static void
given_back(const volatile void *p)
{
	size_t n = p ? __sanitizer_get_allocated_size(p) : 0;

	held -= n < held ? n : held;
}

const char *
fuzz_file(str bytes)
{
	static char path[32];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("input", MFD_CLOEXEC);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	}
	FUZZ_HOLDS(fd >= 0 && ftruncate(fd, 0) == 0 && pwrite(fd, bytes.p, bytes.n, 0) == (ssize_t)bytes.n);
	return path;
}

int
LLVMFuzzerTestOneInput(const u8 *bytes, size_t n)
{
	static bool counting;
	arena *volatile a;
	jmp_buf out;

	if (!counting)
		FUZZ_HOLDS(__sanitizer_install_malloc_and_free_hooks(allocated, given_back));
	counting = true;
	held = most = 0;
	a = arena_new(fuzz_memory);
	a->out = &out;
	if (setjmp(out) == 0)
		fuzz_one(a, (str){ (const char *)bytes, n });
	else
		FUZZ_HOLDS(a->why == E_TOO_MUCH);
	fuzz_over();
	arena_free(a);
	FUZZ_HOLDS(most <= fuzz_memory);
	return 0;
}
