/*
 * clock_shim.c: LD_PRELOAD for a database server: moves its wall clock so that a test can pass weeks in a moment.
 * The file named by CLOCK_SHIM_FILE holds one int64, the offset in seconds; it is mapped, so that writing the file
 * moves a running server at once. Monotonic clocks stay as they are. Absolute deadlines handed to the C library are
 * moved back by the same offset, because the kernel knows only the true clock: timed waits keep their length.
 * Not for anything but tests; without the variable or the file it changes nothing.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shared; /* set once, before main */

static int (*real_cond_timedwait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
static int (*real_cond_clockwait)(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);
static int (*real_mutex_timedlock)(pthread_mutex_t *, const struct timespec *);
static int (*real_rdlock)(pthread_rwlock_t *, const struct timespec *);
static int (*real_wrlock)(pthread_rwlock_t *, const struct timespec *);
static int (*real_sem_timedwait)(sem_t *, const struct timespec *);
static int (*real_clock_gettime)(clockid_t, struct timespec *);

/* ISO C has no conversion from an object pointer to a function pointer; POSIX promises that this one works. */
#define FIND(pointer, name) (*(void **)&(pointer) = dlsym(RTLD_NEXT, name))

__attribute__((constructor)) static void
start(void)
{
	const char *path = getenv("CLOCK_SHIM_FILE");
	struct stat st;
	void *p;
	int fd;

	FIND(real_cond_timedwait, "pthread_cond_timedwait");
	FIND(real_cond_clockwait, "pthread_cond_clockwait");
	FIND(real_mutex_timedlock, "pthread_mutex_timedlock");
	FIND(real_rdlock, "pthread_rwlock_timedrdlock");
	FIND(real_wrlock, "pthread_rwlock_timedwrlock");
	FIND(real_sem_timedwait, "sem_timedwait");
	FIND(real_clock_gettime, "clock_gettime");
	if (!path || (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return;
	if (fstat(fd, &st) == 0 && st.st_size >= (off_t)sizeof(int64_t)) {
		p = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
		if (p != MAP_FAILED)
			shared = p;
	}
	close(fd);
}

static int64_t
offset(void)
{
	return shared ? *shared : 0;
}

static int
true_time(clockid_t id, struct timespec *t)
{
	/* Another library's constructor may ask for the time before ours has run. */
	if (real_clock_gettime)
		return real_clock_gettime(id, t);
	return (int)syscall(SYS_clock_gettime, id, t);
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = true_time(id, t);

	if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		t->tv_sec += offset();
	return rc;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
	struct timespec t;

	(void)tz;
	if (clock_gettime(CLOCK_REALTIME, &t) != 0)
		return -1;
	tv->tv_sec = t.tv_sec;
	tv->tv_usec = t.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec t;

	if (clock_gettime(CLOCK_REALTIME, &t) != 0)
		return -1;
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}

int
timespec_get(struct timespec *t, int base)
{
	return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, t) == 0 ? base : 0;
}

/* A deadline of the moved clock in terms of the true one. Zero and "the end of time" must not wrap. */
static struct timespec
moved_back(const struct timespec *deadline)
{
	struct timespec t = *deadline;
	int64_t by = offset(), sec;

	if (__builtin_sub_overflow((int64_t)t.tv_sec, by, &sec))
		return t;
	t.tv_sec = sec < 0 ? 0 : (time_t)sec;
	return t;
}

int
pthread_cond_timedwait(
    pthread_cond_t *restrict c, pthread_mutex_t *restrict m, const struct timespec *restrict deadline)
{
	/* A condition variable bound to the monotonic clock has small deadlines: a day count says which one this is.
	 */
	struct timespec mono, t = *deadline;

	true_time(CLOCK_MONOTONIC, &mono);
	if (t.tv_sec > mono.tv_sec + INT64_C(5) * 365 * 86400)
		t = moved_back(deadline);
	return real_cond_timedwait(c, m, &t);
}

int
pthread_cond_clockwait(
    pthread_cond_t *restrict c, pthread_mutex_t *restrict m, clockid_t id, const struct timespec *restrict deadline)
{
	struct timespec t = id == CLOCK_REALTIME ? moved_back(deadline) : *deadline;

	return real_cond_clockwait(c, m, id, &t);
}

int
pthread_mutex_timedlock(pthread_mutex_t *restrict m, const struct timespec *restrict deadline)
{
	struct timespec t = moved_back(deadline);

	return real_mutex_timedlock(m, &t);
}

int
pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict l, const struct timespec *restrict deadline)
{
	struct timespec t = moved_back(deadline);

	return real_rdlock(l, &t);
}

int
pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict l, const struct timespec *restrict deadline)
{
	struct timespec t = moved_back(deadline);

	return real_wrlock(l, &t);
}

int
sem_timedwait(sem_t *restrict s, const struct timespec *restrict deadline)
{
	struct timespec t = moved_back(deadline);

	return real_sem_timedwait(s, &t);
}
