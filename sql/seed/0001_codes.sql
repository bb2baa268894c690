-- 0001_codes: code tables and default settings. May be run again: names and titles follow, values set by the operator stay.
-- ethnicity (GB/T 3304) and sex (GB/T 2261.1) are constant tables of the programs (fcgi/rules/codes.c).

-- provinces 省级行政区, GB/T 2260
INSERT INTO province (code, name, short_name) VALUES
	('000000', '全国', '全国'),
	('110000', '北京市', '北京'),
	('120000', '天津市', '天津'),
	('130000', '河北省', '河北'),
	('140000', '山西省', '山西'),
	('150000', '内蒙古自治区', '内蒙古'),
	('210000', '辽宁省', '辽宁'),
	('220000', '吉林省', '吉林'),
	('230000', '黑龙江省', '黑龙江'),
	('310000', '上海市', '上海'),
	('320000', '江苏省', '江苏'),
	('330000', '浙江省', '浙江'),
	('340000', '安徽省', '安徽'),
	('350000', '福建省', '福建'),
	('360000', '江西省', '江西'),
	('370000', '山东省', '山东'),
	('410000', '河南省', '河南'),
	('420000', '湖北省', '湖北'),
	('430000', '湖南省', '湖南'),
	('440000', '广东省', '广东'),
	('450000', '广西壮族自治区', '广西'),
	('460000', '海南省', '海南'),
	('500000', '重庆市', '重庆'),
	('510000', '四川省', '四川'),
	('520000', '贵州省', '贵州'),
	('530000', '云南省', '云南'),
	('540000', '西藏自治区', '西藏'),
	('610000', '陕西省', '陕西'),
	('620000', '甘肃省', '甘肃'),
	('630000', '青海省', '青海'),
	('640000', '宁夏回族自治区', '宁夏'),
	('650000', '新疆维吾尔自治区', '新疆'),
	('710000', '台湾省', '台湾'),
	('810000', '香港特别行政区', '香港'),
	('820000', '澳门特别行政区', '澳门')
ON DUPLICATE KEY UPDATE name = VALUES(name), short_name = VALUES(short_name);

-- education levels 学历层次
INSERT INTO education_level (code, name, position) VALUES
	('secondary', '中职', 1),
	('college', '高职专科', 2),
	('bachelor', '职教本科', 3),
	('undergraduate', '普通本科', 4)
ON DUPLICATE KEY UPDATE name = VALUES(name), position = VALUES(position);

-- which catalogue uploads use: the old one, as the manual says (其他 4), until the operator sets a date for the new one
INSERT INTO catalogue_use (upload_kind, education_level, catalogue, from_at) VALUES
	('candidate', 'secondary', 2010, '2019-01-01 00:00:00'),
	('candidate', 'college', 2015, '2019-01-01 00:00:00'),
	('candidate', 'bachelor', 2021, '2019-01-01 00:00:00'),
	('candidate', 'undergraduate', 2012, '2019-01-01 00:00:00'),
	('quota', 'secondary', 2010, '2019-01-01 00:00:00'),
	('quota', 'college', 2015, '2019-01-01 00:00:00'),
	('quota', 'bachelor', 2021, '2019-01-01 00:00:00'),
	('quota', 'undergraduate', 2012, '2019-01-01 00:00:00'),
	('register', 'secondary', 2010, '2019-01-01 00:00:00'),
	('register', 'college', 2015, '2019-01-01 00:00:00'),
	('register', 'bachelor', 2021, '2019-01-01 00:00:00'),
	('register', 'undergraduate', 2012, '2019-01-01 00:00:00'),
	('pilot', 'secondary', 2010, '2019-01-01 00:00:00'),
	('pilot', 'college', 2015, '2019-01-01 00:00:00'),
	('pilot', 'bachelor', 2021, '2019-01-01 00:00:00'),
	('pilot', 'undergraduate', 2012, '2019-01-01 00:00:00')
ON DUPLICATE KEY UPDATE from_at = VALUES(from_at);

-- settings 系统参数
INSERT INTO setting (name, value, title) VALUES
	('portal.name', '职业技能等级证书信息管理服务平台', '平台名称'),
	('portal.slogan', '发展职业教育，成就出彩人生', '首页标语'),
	('portal.motto', '全力以赴 助力梦想', '首页标语第二行'),
	('portal.service_phone', '', '技术服务电话'),
	('portal.business_phone', '', '业务联系电话'),
	('portal.address', '', '联系地址'),
	('portal.host', '', '主办单位'),
	('portal.operator', '', '评估运营单位'),
	('portal.record', '', '网站备案号'),
	('ticket.pattern', 'YYPPSSSSRRRRNN', '准考证号规则'),
	('certificate.pattern', 'O9 C3 L1 Y4 S6 K1', '证书编号规则'),
	('candidate.age_least', '14', '考生最小年龄 (低于者转人工确认)'),
	('candidate.age_most', '70', '考生最大年龄 (高于者转人工确认)'),
	('photo.bytes_most', '5242880', '照片文件大小上限 (字节)'),
	('photo.width', '295', '照片宽度 (像素)'),
	('photo.height', '413', '照片高度 (像素)'),
	('upload.megabytes_per_hour', '4096', '一个账号一小时内上传的文件总量（MB）'),
	('import.rows_most', '50000', '每个导入文件的行数上限'),
	('import.photos_most', '5000', '每个压缩包的照片数上限'),
	('import.check_hours', '24', '导入检查结果的有效小时数'),
	('seating.invigilators', '2', '每个考场的监考人数'),
	('lookup.tries', '5', '公众查询连续未查到的次数上限'),
	('lookup.wait_minutes', '10', '公众查询超过上限后的等待分钟数'),
	('lookup.captcha_after', '3', '公众查询几次未查到后须做安全验证'),
	('captcha.work', '150000', '安全验证的计算量 (最多尝试的次数)'),
	('sign_in.tries', '10', '密码连续错误的次数上限'),
	('sign_in.wait_minutes', '15', '账号锁定的分钟数'),
	('idempotency.keep_hours', '72', '重复提交保护的保留小时数'),
	('public.schools_per_hour', '20', '同一网络每小时可登记的院校数'),
	('public.questions_per_hour', '20', '同一网络每小时可提交的咨询数'),
	('notification.deadline_hours', '48', '时段截止前提醒的小时数')
ON DUPLICATE KEY UPDATE title = VALUES(title);

-- review forms 评审表
INSERT INTO review_form_item (subject_kind, code, name, guide, max_centi, position) VALUES
	('standard_version', 'need', '职业需求', '对应岗位明确，行业企业确有需要', 2000, 1),
	('standard_version', 'level', '等级划分', '初级、中级、高级依次递进，高级涵盖低级的要求', 2000, 2),
	('standard_version', 'content', '技能要求', '工作领域、工作任务、职业技能要求完整可考核', 3000, 3),
	('standard_version', 'scope', '专业范围', '试点专业与证书内容对应', 1500, 4),
	('standard_version', 'assessment', '考核方案', '考核项目、权重、合格线合理可行', 1500, 5),
	('site_application', 'teaching', '师资队伍', '人数、专业、考评资格符合要求', 3000, 1),
	('site_application', 'equipment', '配套设备', '数量与型号满足考核要求，状态良好', 4000, 2),
	('site_application', 'premises', '场地', '面积、安全、监控、无障碍条件符合要求', 3000, 3)
ON DUPLICATE KEY UPDATE name = VALUES(name), guide = VALUES(guide), max_centi = VALUES(max_centi), position = VALUES(position);
