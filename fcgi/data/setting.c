/*
 * setting.c: see setting.h.
 */
#include "data/setting.h"

#include "query/setting.h"

/* clang-format off: one parameter, one line or two */
static const setting_row settings[] = {
	{ "portal.name", "职业技能等级证书信息管理服务平台", false, 1, 60, "门户", "",
	    "显示在首页、登录页和准考证上，保存后立即生效" },
	{ "portal.slogan", "", false, 0, 100, "门户", "", "显示在首页横幅，可以为空，保存后立即生效" },
	{ "portal.motto", "", false, 0, 40, "门户", "", "首页横幅的第二行，可以为空，保存后立即生效" },
	{ "portal.service_phone", "", false, 0, 60, "门户", "", "显示在页脚和技术支持页，可以为空，保存后立即生效" },
	{ "portal.business_phone", "", false, 0, 60, "门户", "", "显示在页脚和关于我们，可以为空，保存后立即生效" },
	{ "portal.address", "", false, 0, 120, "门户", "", "显示在页脚，可以为空，保存后立即生效" },
	{ "portal.host", "", false, 0, 60, "门户", "", "显示在页脚，可以为空，保存后立即生效" },
	{ "portal.operator", "", false, 0, 60, "门户", "", "显示在页脚，可以为空，保存后立即生效" },
	{ "portal.record", "", false, 0, 60, "门户", "", "网站备案号，显示在页脚，可以为空，保存后立即生效" },
	{ "ticket.pattern", "YYPPSSSSRRRRNN", false, 8, 32, "编号规则", "",
	    "YY 年份、PP 省份、SSSS 考点、RRRR 考场、NN 座位；只用于此后发布的排考，已有准考证号不变" },
	{ "certificate.pattern", "O9 C3 L1 Y4 S6 K1", false, 4, 40, "编号规则", "",
	    "O 机构、C 证书、L 等级、Y 年份、S 顺序号、K 校验位，数字为位数；只用于此后生成的证书，已有编号不变" },
	{ "candidate.age_least", "14", true, 0, 100, "考生信息", "岁",
	    "低于此年龄的考生转人工确认，用于此后的信息认证" },
	{ "candidate.age_most", "70", true, 0, 120, "考生信息", "岁",
	    "高于此年龄的考生转人工确认，用于此后的信息认证" },
	{ "photo.bytes_most", "5242880", true, 10240, 20971520, "照片", "字节",
	    "超过的照片不予接收，用于此后上传的照片" },
	{ "photo.width", "295", true, 50, 2000, "照片", "像素", "用于此后上传的照片，已有照片不变" },
	{ "photo.height", "413", true, 50, 2000, "照片", "像素", "用于此后上传的照片，已有照片不变" },
	{ "import.rows_most", "50000", true, 1, 200000, "导入", "行", "行数更多的文件须拆分后上传，用于此后的检查" },
	{ "import.photos_most", "5000", true, 1, 20000, "导入", "张",
	    "照片更多的压缩包须拆分后上传，用于此后的上传" },
	{ "upload.megabytes_per_hour", "4096", true, 1, 1048576, "导入", "MB",
	    "一个账号一小时内上传的文件总量，达到后须等待" },
	{ "import.check_hours", "24", true, 1, 720, "导入", "小时", "检查通过后在此时间内确认，过期须重新检查" },
	{ "seating.invigilators", "2", true, 1, 10, "排考", "人", "用于此后生成的排考" },
	{ "lookup.tries", "5", true, 1, 1000, "公众查询", "次", "连续查不到达到此次数后暂停该来源的查询" },
	{ "lookup.wait_minutes", "10", true, 1, 1440, "公众查询", "分钟", "达到次数上限后须等待的时间" },
	{ "lookup.captcha_after", "3", true, 1, 1000, "公众查询", "次",
	    "连续查不到达到此次数后，每次查询须先做安全验证" },
	{ "captcha.work", "150000", true, 1, 10000000, "公众查询", "次",
	    "安全验证最多尝试的次数，越大越慢；手机每秒约十万次，保存后立即生效" },
	{ "sign_in.tries", "10", true, 1, 1000, "登录", "次", "同一设备连续输错达到此次数后暂停登录" },
	{ "sign_in.wait_minutes", "15", true, 1, 1440, "登录", "分钟", "达到次数上限后须等待的时间" },
	{ "idempotency.keep_hours", "72", true, 1, 720, "系统", "小时",
	    "同一次提交在此时间内重复到达时不会执行两次" },
	{ "public.schools_per_hour", "20", true, 1, 100000, "公众提交", "所",
	    "同一网络每小时可以登记的院校数，超过须等待" },
	{ "public.questions_per_hour", "20", true, 1, 100000, "公众提交", "条",
	    "同一网络每小时可以提交的咨询数，超过须等待" },
	{ "notification.deadline_hours", "48", true, 1, 720, "通知", "小时", "各时段截止前多久提醒应办理的人员" },
};
/* clang-format on */

const setting_row *
setting_at(size_t i)
{
	return i < sizeof settings / sizeof *settings ? &settings[i] : NULL;
}

const setting_row *
setting_find(str name)
{
	const setting_row *row;

	for (size_t i = 0; (row = setting_at(i)) != NULL; i++)
		if (str_eq(name, str_of(row->name)))
			break;
	return row;
}

const char *
setting_fault(arena *a, const setting_row *row, str value)
{
	i64 v;

	if (row->number) {
		if (str_i64(value, &v) && v >= row->min && v <= row->max)
			return NULL;
		return str_z(a, str_f(a, "须为 %lld 至 %lld 之间的整数", (long long)row->min, (long long)row->max));
	}
	if ((i64)utf8_len(value) < row->min || (i64)utf8_len(value) > row->max)
		return str_z(a, str_f(a, "长度须为 %lld 至 %lld 个字符", (long long)row->min, (long long)row->max));
	return NULL;
}

str
setting_text(db *d, const char *name)
{
	const setting_row *row = setting_find(str_of(name));
	struct setting_get s;

	if (row == NULL)
		arena_fail(db_arena(d), E_BUG);
	return setting_get(d, str_of(name), &s) && setting_fault(db_arena(d), row, s.value) == NULL
		   ? s.value
		   : str_of(row->value);
}

i64
setting_int(db *d, const char *name)
{
	i64 v = 0;

	str_i64(setting_text(d, name), &v);
	return v;
}
