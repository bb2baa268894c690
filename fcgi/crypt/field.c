/*
 * field.c: document numbers at rest. See field.h.
 * The keys of the file are never used themselves: each use has its own subkey (crypto_kdf).
 */
#include "crypt/field.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	KEY = crypto_kdf_KEYBYTES,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	FILE_MOST = 64 * 1024,
};

_Static_assert(FIELD_EXTRA == 1 + NONCE + TAG, "bytes that sealing adds");
_Static_assert(KEY == 32 && crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32, "sizes of keys");

struct keyring {
	u8 writing; /* id of the key that seals */
	bool has_index, has[256];
	u8 index[KEY], seal[256][KEY];
};

/* One line without its end. Returns what is wrong with it, or NULL. */
static const char *
take_line(keyring *r, str line)
{
	u8 master[KEY];
	str name;
	i64 id = 0;
	bool index;

	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return NULL;
	str_cut(&line, ' ', &name);
	index = str_is(name, "index");
	if (!index && (!str_digits(name) || !str_i64(name, &id) || id < 1 || id > 255))
		return "the line must begin with a key id 1..255 or \"index\"";
	if (index ? r->has_index : r->has[id])
		return index ? "there are two index lines" : "this key id stands in the file twice";
	if (!str_unhex(str_trim(line), master, KEY))
		return "the key must be 64 hexadecimal digits";
	if (sodium_is_zero(master, KEY))
		return "the key is all zeroes";
	if (index) {
		r->has_index = true;
		crypto_kdf_derive_from_key(r->index, KEY, 1, "fieldidx", master);
	} else {
		r->has[id] = true;
		crypto_kdf_derive_from_key(r->seal[id], KEY, (u64)id, "fieldenc", master);
		if (r->writing == 0)
			r->writing = (u8)id;
	}
	sodium_memzero(master, sizeof master);
	return NULL;
}

static bool
take_text(keyring *r, str text, const char *path, char *why, size_t room)
{
	const char *wrong;
	str line;

	for (int number = 1; str_cut(&text, '\n', &line); number++) {
		wrong = take_line(r, line);
		if (wrong) {
			snprintf(why, room, "%s:%d: %s", path, number, wrong);
			return false;
		}
	}
	if (r->writing && r->has_index)
		return true;
	snprintf(why, room, "%s: needs at least one key line and one index line", path);
	return false;
}

/* The whole file into text; -1 and why when it may not or cannot be read. */
static ssize_t
slurp(const char *path, char text[FILE_MOST], char *why, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t n = 0, got = 1;

	if (fd < 0 || fstat(fd, &st) != 0) {
		snprintf(why, room, "%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (!S_ISREG(st.st_mode) || (st.st_mode & 077) || st.st_size >= FILE_MOST) {
		snprintf(why, room, "%s: %s", path,
		    !S_ISREG(st.st_mode) ? "is not a regular file"
		    : st.st_mode & 077	 ? "is open to other users; its mode must be 0600 or stricter"
					 : "is too large");
		close(fd);
		return -1;
	}
	while (got > 0 && n < FILE_MOST) {
		got = read(fd, text + n, FILE_MOST - (size_t)n);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			n += got;
	}
	if (got < 0) {
		snprintf(why, room, "%s: %s", path, strerror(errno));
		n = -1;
	}
	close(fd);
	return n;
}

keyring *
keyring_read(const char *path, char *why, size_t room)
{
	keyring *r = sodium_malloc(sizeof *r);
	char *text = sodium_malloc(FILE_MOST);
	bool good = false;
	ssize_t n;

	if (r == NULL || text == NULL) {
		snprintf(why, room, "%s: no memory for keys", path);
	} else {
		sodium_memzero(r, sizeof *r);
		n = slurp(path, text, why, room);
		good = n >= 0 && take_text(r, (str){ text, (size_t)n }, path, why, room);
	}
	sodium_free(text);
	if (!good) {
		sodium_free(r);
		return NULL;
	}
	sodium_mprotect_readonly(r);
	return r;
}

void
keyring_free(keyring *r)
{
	sodium_free(r);
}

str
field_seal(arena *a, const keyring *r, str context, str plain)
{
	u8 *out = arena_alloc(a, FIELD_EXTRA + plain.n);

	out[0] = r->writing;
	randombytes_buf(out + 1, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE, NULL, (const u8 *)plain.p, plain.n,
	    (const u8 *)context.p, context.n, NULL, out + 1, r->seal[r->writing]);
	return (str){ (const char *)out, FIELD_EXTRA + plain.n };
}

bool
field_open(arena *a, const keyring *r, str context, str sealed, str *plain)
{
	const u8 *in = (const u8 *)sealed.p;
	u8 *out;

	if (sealed.n < FIELD_EXTRA || !r->has[in[0]])
		return false;
	out = arena_alloc(a, sealed.n - FIELD_EXTRA + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + 1 + NONCE, sealed.n - 1 - NONCE,
		(const u8 *)context.p, context.n, in + 1, r->seal[in[0]]) != 0)
		return false;
	*plain = (str){ (const char *)out, sealed.n - FIELD_EXTRA };
	return true;
}

bool
field_stale(const keyring *r, str sealed)
{
	return sealed.n == 0 || (u8)sealed.p[0] != r->writing;
}

void
blind_index(const keyring *r, str domain, str text, u8 out[BLIND_INDEX])
{
	crypto_generichash_state state;
	u8 length = (u8)domain.n;

	/* The length keeps "ab" + "c" and "a" + "bc" apart. */
	crypto_generichash_init(&state, r->index, KEY, BLIND_INDEX);
	crypto_generichash_update(&state, &length, 1);
	crypto_generichash_update(&state, (const u8 *)domain.p, domain.n);
	crypto_generichash_update(&state, (const u8 *)text.p, text.n);
	crypto_generichash_final(&state, out, BLIND_INDEX);
	sodium_memzero(&state, sizeof state);
}
