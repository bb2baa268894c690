/*
 * replay.c: TARGET FOLDER…: runs every file of these folders through a fuzz target and prints TAP, one line a folder.
 * An input may take five seconds of the processor. What a finding was stands on standard error, its file at the end.
 */
#include <dirent.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "fuzz.h"

enum { SECONDS = 5 };

/* Of the sanitizers' runtime; gcc has it without the header. */
void __sanitizer_set_death_callback(void (*)(void));

static char path[1024];

static void
name_it(void)
{
	dprintf(STDERR_FILENO, "the input was %s\n", path);
}

static void
on_signal(int number)
{
	dprintf(STDERR_FILENO, number == SIGVTALRM ? "too slow\n" : "aborted\n");
	name_it();
	_exit(1);
}

static void
run(void)
{
	FILE *f = fopen(path, "rb");
	char *bytes = NULL;
	long n = -1;

	if (f && fseek(f, 0, SEEK_END) == 0)
		n = ftell(f);
	FUZZ_HOLDS(n >= 0);
	/* Exactly as long as the input: a byte read behind it is found. */
	bytes = malloc((size_t)n);
	rewind(f);
	FUZZ_HOLDS(fread(bytes, 1, (size_t)n, f) == (size_t)n);
	fclose(f);
	setitimer(ITIMER_VIRTUAL, &(struct itimerval){ .it_value = { .tv_sec = SECONDS } }, NULL);
	LLVMFuzzerTestOneInput((const u8 *)bytes, (size_t)n);
	free(bytes);
}

int
main(int argc, char **argv)
{
	size_t empty = 0;

	__sanitizer_set_death_callback(name_it);
	signal(SIGABRT, on_signal);
	signal(SIGVTALRM, on_signal);
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		size_t n = 0;

		for (struct dirent *e; d && (e = readdir(d));) {
			if (e->d_name[0] == '.')
				continue;
			snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
			run();
			n++;
		}
		if (d)
			closedir(d);
		empty += n == 0;
		printf("%s %d - %zu inputs of %s\n", n ? "ok" : "not ok", i, n, argv[i]);
		fflush(stdout);
	}
	return empty != 0;
}
