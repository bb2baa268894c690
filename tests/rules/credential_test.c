/*
 * credential_test.c: the document made from facts, what facts are refused, and the identifiers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "crypt/key.h"
#include "crypt/secret.h"
#include "rules/credential.h"
#include "rules/jcs.h"

static arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new(16 << 20);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static i64
time_of(const char *text)
{
	i64 us;

	assert_true(clock_parse(str_of(text), &us));
	return us;
}

static const credential_component components[] = { { 1, { "理论", 6 }, 8750, 6000, 10000 },
	{ 2, { "实操", 6 }, 9000, 0, 10000 } };

static credential_facts
sample(void)
{
	return (credential_facts){ .host = STR("exam.example:8443"),
		.uuid = STR("0b8f4c1e-7a55-4d0e-9a10-3f1c22b4a001"),
		.number = STR("MA01ABCD521422026000123X"),
		.subject = STR("8e6c5c9e-55a5-4b8f-9a55-0d7b0b0c4a11"),
		.holder = STR("样例"),
		.salt = STR("AAECAwQFBgcICQoLDA0ODw"),
		.standard = 12,
		.level = 2,
		.certificate_name = STR("化工精馏安全控制职业技能等级证书"),
		.level_name = STR("中级"),
		.description = STR("化工精馏装置的操作与安全控制"),
		.organisation = 5,
		.organisation_name = STR("示例评价组织"),
		.site = 7,
		.site_name = STR("示例考核站点"),
		.plan_number = STR("2026-01"),
		.plan_name = STR("上半年考试计划"),
		.exam_date = STR("2026-05-21"),
		.components = components,
		.component_count = 2,
		.total = 8825,
		.total_least = 6000,
		.total_most = 10000,
		.valid_from = time_of("2026-06-01T00:00:00.5Z"),
		.status_list = 1,
		.status_index = 94567 };
}

/* Canonical by Python's json.dumps(sort_keys, no blanks), too. */
static const char expected[] =
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/"
    "context-3.0.3.json\"],"
    "\"credentialStatus\":{\"id\":\"https://exam.example:8443/status/1#94567\",\"statusListCredential\":\"https://"
    "exam.example:8443/status/1\","
    "\"statusListIndex\":\"94567\",\"statusPurpose\":\"revocation\",\"type\":\"BitstringStatusListEntry\"}"
    ",\"credentialSubject\":{\"achievement\":{\"achievementType\":\"Certification\",\"criteria\":{"
    "\"id\":\"https://exam.example:8443/standards/12/levels/2#criteria\",\"narrative\":\"总成绩不低于 60 "
    "分；理论不低于 60 分\"}"
    ",\"description\":\"化工精馏装置的操作与安全控制\",\"id\":\"https://exam.example:8443/standards/12/levels/2\","
    "\"name\":\"化工精馏安全控制职业技能等级证书\",\"resultDescription\":[{\"id\":\"https://exam.example:8443/"
    "standards/12/levels/2#total\","
    "\"name\":\"总成绩\",\"requiredValue\":\"60\",\"resultType\":\"RawScore\",\"type\":[\"ResultDescription\"],"
    "\"valueMax\":\"100\",\"valueMin\":\"0\"},{\"id\":\"https://exam.example:8443/standards/12/levels/"
    "2#component-1\","
    "\"name\":\"理论\",\"requiredValue\":\"60\",\"resultType\":\"RawScore\",\"type\":[\"ResultDescription\"],"
    "\"valueMax\":\"100\",\"valueMin\":\"0\"},{\"id\":\"https://exam.example:8443/standards/12/levels/"
    "2#component-2\","
    "\"name\":\"实操\",\"resultType\":\"RawScore\",\"type\":[\"ResultDescription\"],\"valueMax\":\"100\","
    "\"valueMin\":\"0\"},{\"id\":\"https://exam.example:8443/standards/12/levels/2#level\",\"name\":\"等级\","
    "\"resultType\":\"PerformanceLevel\",\"type\":[\"ResultDescription\"]}],\"type\":[\"Achievement\"]}"
    ",\"id\":\"urn:uuid:8e6c5c9e-55a5-4b8f-9a55-0d7b0b0c4a11\",\"identifier\":[{\"hashed\":true,"
    "\"identityHash\":\"sha256$ce09c9415cbab814ac1da3addaa76777fd9691f7e72d395c08664092088e7353\","
    "\"identityType\":\"name\",\"salt\":\"AAECAwQFBgcICQoLDA0ODw\",\"type\":\"IdentityObject\"}"
    "],\"licenseNumber\":\"MA01ABCD521422026000123X\",\"narrative\":\"考试计划：2026-01 "
    "上半年考试计划；考试日期：2026-05-21\","
    "\"result\":[{\"id\":\"https://exam.example:8443/c/0b8f4c1e-7a55-4d0e-9a10-3f1c22b4a001#total\","
    "\"resultDescription\":\"https://exam.example:8443/standards/12/levels/2#total\",\"status\":\"Completed\","
    "\"type\":[\"Result\"],\"value\":\"88.25\"},{\"id\":\"https://exam.example:8443/c/"
    "0b8f4c1e-7a55-4d0e-9a10-3f1c22b4a001#component-1\","
    "\"resultDescription\":\"https://exam.example:8443/standards/12/levels/2#component-1\",\"status\":\"Completed\","
    "\"type\":[\"Result\"],\"value\":\"87.5\"},{\"id\":\"https://exam.example:8443/c/"
    "0b8f4c1e-7a55-4d0e-9a10-3f1c22b4a001#component-2\","
    "\"resultDescription\":\"https://exam.example:8443/standards/12/levels/2#component-2\",\"status\":\"Completed\","
    "\"type\":[\"Result\"],\"value\":\"90\"},{\"id\":\"https://exam.example:8443/c/"
    "0b8f4c1e-7a55-4d0e-9a10-3f1c22b4a001#level\","
    "\"resultDescription\":\"https://exam.example:8443/standards/12/levels/2#level\",\"status\":\"Completed\","
    "\"type\":[\"Result\"],\"value\":\"中级\"}],\"source\":{\"id\":\"did:web:exam.example%3A8443:sites:7\","
    "\"name\":\"示例考核站点\",\"type\":[\"Profile\"]},\"type\":[\"AchievementSubject\"]},\"id\":\"https://"
    "exam.example:8443/c/0b8f4c1e-7a55-4d0e-9a10-3f1c22b4a001\","
    "\"issuer\":{\"id\":\"did:web:exam.example%3A8443:orgs:5\",\"name\":\"示例评价组织\",\"type\":[\"Profile\"]}"
    ",\"name\":\"化工精馏安全控制职业技能等级证书（中级）\",\"type\":[\"VerifiableCredential\","
    "\"OpenBadgeCredential\"],"
    "\"validFrom\":\"2026-06-01T00:00:00Z\"}";

static void
document_from_facts(void **state)
{
	credential_facts f = sample();
	str d, again;

	(void)state;
	assert_null(credential_bytes(a, &f, &d));
	assert_true(str_is(d, expected));
	assert_null(credential_bytes(a, &f, &again));
	assert_true(str_eq(d, again));
	/* the holder's name is not in it, but can be checked by who knows it */
	assert_null(strstr(str_z(a, d), "样例"));
	assert_non_null(strstr(str_z(a, d), str_z(a, credential_identity(a, STR("样例"), f.salt))));
	f.valid_until = f.valid_from + CLOCK_DAY;
	assert_null(credential_bytes(a, &f, &again));
	assert_non_null(strstr(str_z(a, again), "\"validUntil\":\"2026-06-02T00:00:00Z\"}"));
}

/* The methods that the platform gives its keys are those that the document binds its proofs to. */
static void
chain_over_facts(void **state)
{
	static const char *const uuids[] = { "00000000-0000-4000-8000-000000000001",
		"00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003" };
	credential_facts f = sample();
	credential_signer who[3];
	u8 keys[3][KEY_PUBLIC];
	str d, chain[3];

	(void)state;
	assert_null(credential_bytes(a, &f, &d));
	for (size_t i = 0; i < 3; i++) {
		u8 seed[KEY_SEED] = { (u8)(i + 10) }, signature[KEY_SIGNATURE];
		i64 id = i == CREDENTIAL_SITE ? f.site : f.organisation;
		signing_key *k = key_from_seed(seed);
		credential_proof p;

		memcpy(keys[i], key_public(k), KEY_PUBLIC);
		who[i] = (credential_signer){ credential_method(a, (credential_stage)i, f.host, id, STR("key-1")),
			keys[i] };
		assert_true(credential_proof_start(a,
		    &(credential_proof_input){ .document = d,
			.previous = i ? chain[i - 1] : (str){ NULL, 0 },
			.uuid = str_of(uuids[i]),
			.method = who[i].method,
			.created = f.valid_from },
		    &p));
		key_sign(k, (str){ (const char *)p.data, sizeof p.data }, signature);
		chain[i] = credential_proof_finish(a, &p, signature);
		key_close(k);
		assert_int_equal(credential_verify_chain(a, d, chain, who, i + 1), CREDENTIAL_GOOD);
	}
}

static void
wrong_facts(void **state)
{
	credential_component twice[2] = { components[0], components[0] }, low[1] = { components[0] };
	credential_facts f;
	str d;

	(void)state;
#define WRONG(change) (f = sample(), change, assert_non_null(credential_bytes(a, &f, &d)))
	WRONG(f.number = STR(""));
	WRONG(f.holder = ((str){ NULL, 0 }));
	WRONG(f.description = STR("a\tb"));
	WRONG(f.site_name = STR("a\nb"));
	WRONG(f.plan_name = STR("\xff"));
	WRONG(f.salt = STR("short"));
	WRONG(f.host = STR("Exam.example"));
	WRONG(f.host = STR("exam.example/x"));
	WRONG(f.host = STR("exam.example:"));
	WRONG(f.uuid = STR("0B8F4C1E-7A55-4D0E-9A10-3F1C22B4A001"));
	WRONG(f.subject = f.uuid);
	WRONG(f.level = 4);
	WRONG(f.organisation = 0);
	WRONG(f.exam_date = STR("2026-02-29"));
	WRONG(f.valid_from = 0);
	WRONG(f.valid_until = f.valid_from);
	WRONG(f.status_list = 0);
	WRONG(f.total = 5999);
	WRONG(f.total = 10001);
	WRONG(f.components = twice);
	low[0].score = 5999;
	WRONG((f.components = low, f.component_count = 1));
#undef WRONG
}

static void
identifiers(void **state)
{
	u8 seed[KEY_SEED], hash[32];
	signing_key *k;
	str text;

	(void)state;
	assert_true(str_is(credential_did(a, CREDENTIAL_EVALUATION, STR("exam.example"), 5),
	    "did:web:exam.example:orgs:5:evaluation"));
	assert_true(
	    str_is(credential_did(a, CREDENTIAL_SITE, STR("exam.example"), 7), "did:web:exam.example:sites:7"));
	assert_true(
	    str_is(credential_did(a, CREDENTIAL_SEAL, STR("127.0.0.1:8443"), 5), "did:web:127.0.0.1%3A8443:orgs:5"));
	assert_true(str_is(credential_method(a, CREDENTIAL_SEAL, STR("exam.example"), 5, STR("seal-2")),
	    "did:web:exam.example:orgs:5#seal-2"));
	text = credential_address(a, STR("exam.example"), STR("0b8f"), STR("abc"));
	crypt_sha256(STR("abc"), hash);
	assert_true(str_is(text, "https://exam.example/v/0b8f#h=ungWv48Bz-pBQUDeXa4iIw"));
	/* the DID document of the cross-checked chain's issuer */
	memset(seed, 1, sizeof seed);
	k = key_from_seed(seed);
	text = credential_did_document(a, STR("did:web:exam.example:orgs:a"),
	    &(credential_signer){ STR("did:web:exam.example:orgs:a#seal-1"), key_public(k) }, 1);
	key_close(k);
	assert_true(str_is(text,
	    "{\"@context\":[\"https://www.w3.org/ns/did/v1\",\"https://w3id.org/security/multikey/v1\"],"
	    "\"assertionMethod\":[\"did:web:exam.example:orgs:a#seal-1\"],\"id\":\"did:web:exam.example:orgs:a\","
	    "\"verificationMethod\":[{\"controller\":\"did:web:exam.example:orgs:a\","
	    "\"id\":\"did:web:exam.example:orgs:a#seal-1\","
	    "\"publicKeyMultibase\":\"z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX\",\"type\":\"Multikey\"}]}"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(document_from_facts),
		cmocka_unit_test(chain_over_facts),
		cmocka_unit_test(wrong_facts),
		cmocka_unit_test(identifiers),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
