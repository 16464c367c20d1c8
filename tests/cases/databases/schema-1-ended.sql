PRAGMA application_id = 1416590691;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE account_journal (
	account TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	journey TEXT NOT NULL, 
	decision BIGINT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (account, number)
);
INSERT INTO "account_journal" VALUES('acme/中国',1,'acme%2F中国/steel/offer/1',1,'{"at":1772413200000000,"name":"client.on_hold","record":"fact_set","value":false}');
INSERT INTO "account_journal" VALUES('acme/中国',2,'acme%2F中国/steel/offer/1',14,'{"at":1772420400000000,"name":"client.tags","record":"fact_set","value":["快","b","a"]}');
CREATE TABLE accounts (
	id TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	origin BLOB NOT NULL, 
	snapshot BLOB NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "accounts" VALUES('acme/中国',2,X'7B226964223A2261636D652FE4B8ADE59BBD222C226F776E657273223A7B2273656C6C65722F737465656C223A22E5B08FE69D8E227D7D',X'7B226964223A2261636D652FE4B8ADE59BBD222C2276657273696F6E223A322C226661637473223A7B22636C69656E742E6F6E5F686F6C64223A66616C73652C22636C69656E742E74616773223A5B22E5BFAB222C2262222C2261225D7D2C226F776E657273223A7B2273656C6C65722F737465656C223A22E5B08FE69D8E227D7D');
CREATE TABLE directories (
	version BIGINT NOT NULL, 
	snapshot BLOB NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "directories" VALUES(1,X'7B2276657273696F6E223A312C2270656F706C65223A7B2273656C6C6572223A22E5B08FE69D8E222C226C656164223A22E88081E5BCA0222C2268656164223A22E78E8BE680BB227D7D');
CREATE TABLE inbox (
	journey TEXT NOT NULL, 
	source TEXT NOT NULL, 
	signal_id TEXT NOT NULL, 
	account TEXT, 
	digest TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	PRIMARY KEY (journey, source, signal_id)
);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','begin','acme/中国','b692108d87cbf80189f0fdd3c3e89cbd08e75b0c962783fdad8bfeccc8aab6d3','taken',1,7);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-1',NULL,'feea4f306af8b6ebd499c851534dc11d454094b586903da53a8924edbca582d4','taken',8,13);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-2',NULL,'f819c1dba6b4bd23659f15364486487d9b19416848cb0babf050df1944b81b79','taken',14,20);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-3',NULL,'a58ea9817772f13c79a4b27d0f3a8fb854b091034d022f13f6f50c73b0aaee2b','refused',21,21);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-4',NULL,'5ece57500b457b96b74ce96bc394bfa29ceb5665b9e80f526e02b3cebfeeafe2','taken',27,29);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-5',NULL,'feb289a2034cbc0fabbbcd35bbd26885b0f544bcb6536c73ec17a3c46b104359','taken',30,32);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-6',NULL,'71674c2869da1c19225f66b3e9acc5c651b40776cd028d32dac6e3ee9c801be1','taken',33,39);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-7',NULL,'892c29b1b3842d8e44498654f5153b38b6e4372ca2b71cfdf1d5b64af7fe75cf','taken',50,51);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-8',NULL,'15ff770e991b708096e8c90f9a5b4a59a29e1fb0bedcbc102ab4d41a2a9226eb','taken',64,70);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-9',NULL,'ccaedad1de35b31ba69edccd5dfd6f6ea7e5f92b2541f2c381789792651b3c38','taken',71,76);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-10',NULL,'31c17de67a2557e1eb9431a3ef8db71bd81eb5448720fac1b85f22e7b11a42a4','taken',77,82);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-11',NULL,'d16a6b97060d1a2188a5f30776d88a55e47d422188b6dcb48e1ab48bc4ff8ab4','taken',88,94);
INSERT INTO "inbox" VALUES('acme%2F中国/steel/offer/1','story','line-12',NULL,'cdc80d35d86c01a92144ba60b3904db6fe67ab6eb5a881e12023eee76a94f9b3','ignored',95,96);
CREATE TABLE incidents (
	journey TEXT NOT NULL, 
	record BIGINT NOT NULL, 
	at BIGINT NOT NULL, 
	code TEXT NOT NULL, 
	about TEXT NOT NULL, 
	state TEXT NOT NULL, 
	PRIMARY KEY (journey, record)
);
CREATE TABLE journal (
	journey TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	record TEXT NOT NULL, 
	why TEXT NOT NULL, 
	PRIMARY KEY (journey, number)
);
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',1,'{"at":1772413200000000,"data":{"client.on_hold":false,"offer.amount":{"amount":"5000","currency":"CNY","type":"money"}},"id":"begin","record":"signal_taken","source":"story","taken_at":1772413200000000,"type":"journey.started"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',2,'{"account":"acme/中国","at":1772413200000000,"key":"K-1","line":"steel","playbook":"offer","program":"de799eff1120d289","record":"journey_started"}','{"key":"stage/offer","record":2}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',3,'{"at":1772413200000000,"name":"offer.amount","record":"fact_set","value":{"amount":"5000","currency":"CNY","type":"money"}}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',4,'{"at":1772413200000000,"by":"journey.started","record":"state_entered","state":"making","track":"main","visit":1}','{"key":"state/offer.making","record":4}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',5,'{"at":1772413200000000,"record":"task_planned","task":{"id":"send_offer#5","kind":"touchpoint","name":"send_offer","role":"seller","track":"main","visit":1}}','{"key":"touchpoint/offer.send_offer","record":5}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',6,'{"at":1772413200000000,"due_at":1772427600000000,"id":"send_offer#5","name":"send_offer","owner":"小李","record":"task_opened","role":"seller"}','{"key":"touchpoint/offer.send_offer","record":6}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',7,'{"at":1772413200000000,"record":"timer_armed","timer":{"armed_at":1772413200000000,"calendar":"office","due_at":1772427600000000,"id":"task.due:send_offer#5#7","lane":"main","purpose":"task.due","scope":"send_offer#5","span":{"count":4,"type":"span","unit":"business_hours"},"subject":"send_offer#5"}}','{"key":"due/offer.send_offer","record":7}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',8,'{"at":1772416800000000,"by":"小李","id":"line-1","record":"signal_taken","source":"story","taken_at":1772416800000000,"type":"send_offer.done"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',9,'{"at":1772416800000000,"name":"offer_sheet","record":"document_brought"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',10,'{"at":1772416800000000,"by":"小李","id":"send_offer#5","name":"send_offer","record":"task_done"}','{"key":"touchpoint/offer.send_offer","record":10}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',11,'{"at":1772416800000000,"record":"state_left","state":"making","track":"main","visit":1}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',12,'{"at":1772416800000000,"by":"send_offer.done","record":"state_entered","state":"waiting","track":"main","visit":2}','{"key":"state/offer.waiting","record":12}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',13,'{"at":1772416800000000,"record":"timer_armed","timer":{"armed_at":1772416800000000,"calendar":"office","due_at":1772589600000000,"id":"stall:unanswered#13","lane":"main","purpose":"stall","scope":"visit:main#2","span":{"count":2,"type":"span","unit":"business_days"},"subject":"unanswered"}}','{"key":"stall/offer.unanswered","record":13}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',14,'{"at":1772420400000000,"by":"小李","data":{"tags":["快","b","a"]},"id":"line-2","record":"signal_taken","source":"story","taken_at":1772420400000000,"type":"client.asked"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',15,'{"at":1772420400000000,"move":"main.waiting.client.asked#0","record":"move_counted"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',16,'{"at":1772420400000000,"record":"state_left","state":"waiting","track":"main","visit":2}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',17,'{"at":1772420400000000,"by":"client.asked","record":"state_entered","state":"making","track":"main","visit":3}','{"key":"state/offer.making","record":17}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',18,'{"at":1772420400000000,"record":"task_planned","task":{"id":"send_offer#18","kind":"touchpoint","name":"send_offer","role":"seller","track":"main","visit":3}}','{"key":"touchpoint/offer.send_offer","record":18}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',19,'{"at":1772420400000000,"due_at":1772434800000000,"id":"send_offer#18","name":"send_offer","owner":"小李","record":"task_opened","role":"seller"}','{"key":"touchpoint/offer.send_offer","record":19}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',20,'{"at":1772420400000000,"record":"timer_armed","timer":{"armed_at":1772420400000000,"calendar":"office","due_at":1772434800000000,"id":"task.due:send_offer#18#20","lane":"main","purpose":"task.due","scope":"send_offer#18","span":{"count":4,"type":"span","unit":"business_hours"},"subject":"send_offer#18"}}','{"key":"due/offer.send_offer","record":20}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',21,'{"at":1772424000000000,"by":"小李","id":"line-3","names":["check_terms"],"reason":"task-not-open","record":"signal_refused","source":"story","taken_at":1772424000000000,"type":"check_terms.done"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',22,'{"at":1772434800000000,"id":"task.due:send_offer#18#20","record":"timer_fired","taken_at":1772434800000000}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',23,'{"at":1772434800000000,"id":"send_offer#18","name":"send_offer","record":"task_overdue"}','{"key":"touchpoint/offer.send_offer","record":23}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',24,'{"at":1772434800000000,"climb":{"calendar":"office","id":"send_offer#18","ladder":"tiers","role":"seller","started_at":1772434800000000,"subject":"send_offer#18","track":"main"},"record":"climb_started"}','{"key":"touchpoint/offer.send_offer","record":24}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',25,'{"at":1772434800000000,"record":"timer_armed","timer":{"armed_at":1772434800000000,"calendar":"office","detail":"unit","due_at":1772521200000000,"id":"tier:send_offer#18:unit#25","lane":"main","purpose":"tier","scope":"send_offer#18","span":{"count":1,"type":"span","unit":"business_days"},"subject":"send_offer#18"}}','{"key":"tier/tiers.unit","record":25}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',26,'{"at":1772434800000000,"climb":"send_offer#18","do":"remind","level":"team","person":"老张","record":"escalated","role":"lead","tier":"team"}','{"key":"tier/tiers.team","record":26}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',27,'{"at":1772499600000000,"by":"小李","data":{"reason":"展会"},"id":"line-4","record":"signal_taken","source":"story","taken_at":1772499600000000,"type":"journey.paused"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',28,'{"at":1772499600000000,"reason":"展会","record":"journey_paused"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',29,'{"at":1772499600000000,"id":"tier:send_offer#18:unit#25","reason":"paused","record":"timer_held"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',30,'{"at":1772521200000000,"by":"小李","id":"line-5","record":"signal_taken","source":"story","taken_at":1772521200000000,"type":"journey.resumed"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',31,'{"at":1772521200000000,"record":"journey_resumed"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',32,'{"at":1772521200000000,"due_at":1772600400000000,"id":"tier:send_offer#18:unit#25","moved":21600000000,"reason":"paused","record":"timer_released","since":1772499600000000}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',33,'{"at":1772589600000000,"by":"小李","id":"line-6","record":"signal_taken","source":"story","taken_at":1772589600000000,"type":"send_offer.done"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',34,'{"at":1772589600000000,"name":"offer_sheet","record":"document_brought"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',35,'{"at":1772589600000000,"by":"小李","id":"send_offer#18","name":"send_offer","record":"task_done"}','{"key":"touchpoint/offer.send_offer","record":35}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',36,'{"at":1772589600000000,"climb":"send_offer#18","record":"climb_ended"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',37,'{"at":1772589600000000,"record":"state_left","state":"making","track":"main","visit":3}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',38,'{"at":1772589600000000,"by":"send_offer.done","record":"state_entered","state":"waiting","track":"main","visit":4}','{"key":"state/offer.waiting","record":38}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',39,'{"at":1772589600000000,"record":"timer_armed","timer":{"armed_at":1772589600000000,"calendar":"office","due_at":1772762400000000,"id":"stall:unanswered#39","lane":"main","purpose":"stall","scope":"visit:main#4","span":{"count":2,"type":"span","unit":"business_days"},"subject":"unanswered"}}','{"key":"stall/offer.unanswered","record":39}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',40,'{"at":1772762400000000,"id":"stall:unanswered#39","record":"timer_fired","taken_at":1772762400000000}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',41,'{"at":1772762400000000,"occurrence":{"at_stake":{"offer.amount":{"amount":"5000","currency":"CNY","type":"money"}},"cause":"sales","id":"stall:unanswered#41","recovery":"call_again","since":1772589600000000,"stall":"unanswered","started_at":1772762400000000,"track":"main"},"record":"stalled","state":"waiting"}','{"key":"stall/offer.unanswered","record":41}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',42,'{"at":1772762400000000,"climb":{"calendar":"office","id":"stall:unanswered#41","ladder":"tiers","role":"seller","started_at":1772762400000000,"subject":"stall:unanswered#41","track":"main"},"record":"climb_started"}','{"key":"stall/offer.unanswered","record":42}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',43,'{"at":1772762400000000,"record":"timer_armed","timer":{"armed_at":1772762400000000,"calendar":"office","detail":"unit","due_at":1773021600000000,"id":"tier:stall:unanswered#41:unit#43","lane":"main","purpose":"tier","scope":"stall:unanswered#41","span":{"count":1,"type":"span","unit":"business_days"},"subject":"stall:unanswered#41"}}','{"key":"tier/tiers.unit","record":43}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',44,'{"at":1772762400000000,"climb":"stall:unanswered#41","do":"remind","level":"team","person":"老张","record":"escalated","role":"lead","tier":"team"}','{"key":"tier/tiers.team","record":44}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',45,'{"at":1772762400000000,"play":"call_again","record":"recovery_started","stall":"unanswered"}','{"key":"recovery/call_again","record":45}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',46,'{"at":1772762400000000,"record":"task_planned","task":{"id":"call#46","kind":"follow_up","name":"call","role":"seller","scope":"stall:unanswered#41","track":"main","visit":4}}','{"key":"followup/call_again.call","record":46}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',47,'{"at":1772762400000000,"id":"call#46","name":"call","owner":"小李","record":"task_opened","role":"seller","via":"phone"}','{"key":"followup/call_again.call","record":47}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',48,'{"at":1772762400000000,"record":"timer_armed","timer":{"armed_at":1772762400000000,"calendar":"office","detail":"lead_calls","due_at":1773108000000000,"id":"follow_up:stall:unanswered#41:lead_calls#48","lane":"main","purpose":"follow_up","scope":"stall:unanswered#41","span":{"count":2,"type":"span","unit":"business_days"},"subject":"stall:unanswered#41"}}','{"key":"followup/call_again.lead_calls","record":48}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',49,'{"at":1772762400000000,"record":"timer_armed","timer":{"armed_at":1772762400000000,"calendar":"office","detail":"asleep","due_at":1773626400000000,"id":"give_up:stall:unanswered#41:asleep#49","lane":"main","purpose":"give_up","scope":"stall:unanswered#41","span":{"count":6,"type":"span","unit":"business_days"},"subject":"stall:unanswered#41"}}','{"key":"stall/offer.unanswered","record":49}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',50,'{"at":1773021600000000,"by":"小李","id":"line-7","record":"signal_taken","source":"story","taken_at":1773021600000000,"type":"call.done"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',51,'{"at":1773021600000000,"by":"小李","id":"call#46","name":"call","record":"task_done"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',52,'{"at":1773021600000000,"id":"tier:stall:unanswered#41:unit#43","record":"timer_fired","taken_at":1773021600000000}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',53,'{"at":1773021600000000,"climb":"stall:unanswered#41","do":"take_over","level":"unit","person":"王总","record":"escalated","role":"head","tier":"unit"}','{"key":"tier/tiers.unit","record":53}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',54,'{"at":1773108000000000,"id":"follow_up:stall:unanswered#41:lead_calls#48","record":"timer_fired","taken_at":1773108000000000}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',55,'{"at":1773108000000000,"record":"task_planned","task":{"id":"lead_calls#55","kind":"follow_up","name":"lead_calls","role":"lead","scope":"stall:unanswered#41","track":"main","visit":4}}','{"key":"followup/call_again.lead_calls","record":55}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',56,'{"at":1773108000000000,"id":"lead_calls#55","name":"lead_calls","owner":"老张","record":"task_opened","role":"lead","via":"phone"}','{"key":"followup/call_again.lead_calls","record":56}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',57,'{"at":1773626400000000,"id":"give_up:stall:unanswered#41:asleep#49","record":"timer_fired","taken_at":1773626400000000}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',58,'{"at":1773626400000000,"id":"stall:unanswered#41","key":"offer.main:unanswered","level":"unit","outcome":"gave_up","record":"stall_ended","stall":"unanswered"}','{"key":"stall/offer.unanswered","record":58}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',59,'{"at":1773626400000000,"climb":"stall:unanswered#41","record":"climb_ended"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',60,'{"at":1773626400000000,"id":"lead_calls#55","name":"lead_calls","reason":"stall_ended","record":"task_cancelled"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',61,'{"at":1773626400000000,"record":"state_left","state":"waiting","track":"main","visit":4}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',62,'{"at":1773626400000000,"by":"unanswered.gave_up","record":"state_entered","state":"asleep","track":"main","visit":5}','{"key":"state/offer.asleep","record":62}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',63,'{"at":1773626400000000,"outcome":"dormant","record":"journey_ended","state":"asleep"}','{"key":"state/offer.asleep","record":63}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',64,'{"at":1773972000000000,"by":"小李","id":"line-8","record":"signal_taken","source":"story","taken_at":1773972000000000,"type":"client.accepted"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',65,'{"at":1773972000000000,"record":"state_left","state":"asleep","track":"main","visit":5}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',66,'{"at":1773972000000000,"by":"client.accepted","record":"journey_woken"}','{"key":"state/offer.making","record":66}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',67,'{"at":1773972000000000,"by":"client.accepted","record":"state_entered","state":"making","track":"main","visit":6}','{"key":"state/offer.making","record":67}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',68,'{"at":1773972000000000,"record":"task_planned","task":{"id":"send_offer#68","kind":"touchpoint","name":"send_offer","role":"seller","track":"main","visit":6}}','{"key":"touchpoint/offer.send_offer","record":68}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',69,'{"at":1773972000000000,"due_at":1773986400000000,"id":"send_offer#68","name":"send_offer","owner":"小李","record":"task_opened","role":"seller"}','{"key":"touchpoint/offer.send_offer","record":69}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',70,'{"at":1773972000000000,"record":"timer_armed","timer":{"armed_at":1773972000000000,"calendar":"office","due_at":1773986400000000,"id":"task.due:send_offer#68#70","lane":"main","purpose":"task.due","scope":"send_offer#68","span":{"count":4,"type":"span","unit":"business_hours"},"subject":"send_offer#68"}}','{"key":"due/offer.send_offer","record":70}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',71,'{"at":1773975600000000,"by":"小李","id":"line-9","record":"signal_taken","source":"story","taken_at":1773975600000000,"type":"send_offer.done"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',72,'{"at":1773975600000000,"name":"offer_sheet","record":"document_brought"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',73,'{"at":1773975600000000,"by":"小李","id":"send_offer#68","name":"send_offer","record":"task_done"}','{"key":"touchpoint/offer.send_offer","record":73}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',74,'{"at":1773975600000000,"record":"state_left","state":"making","track":"main","visit":6}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',75,'{"at":1773975600000000,"by":"send_offer.done","record":"state_entered","state":"waiting","track":"main","visit":7}','{"key":"state/offer.waiting","record":75}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',76,'{"at":1773975600000000,"record":"timer_armed","timer":{"armed_at":1773975600000000,"calendar":"office","due_at":1774321200000000,"id":"stall:unanswered#76","lane":"main","purpose":"stall","scope":"visit:main#7","span":{"count":2,"type":"span","unit":"business_days"},"subject":"unanswered"}}','{"key":"stall/offer.unanswered","record":76}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',77,'{"at":1773979200000000,"by":"小李","id":"line-10","record":"signal_taken","source":"story","taken_at":1773979200000000,"type":"client.accepted"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',78,'{"at":1773979200000000,"record":"state_left","state":"waiting","track":"main","visit":7}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',79,'{"at":1773979200000000,"by":"client.accepted","record":"state_entered","state":"review","track":"main","used":{"large":{"amount":"1000","currency":"CNY","type":"money"},"offer.amount":{"amount":"5000","currency":"CNY","type":"money"}},"visit":8}','{"key":"state/offer.review","record":79,"used":{"large":{"amount":"1000","currency":"CNY","type":"money"},"offer.amount":{"amount":"5000","currency":"CNY","type":"money"}}}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',80,'{"at":1773979200000000,"record":"task_planned","task":{"id":"check_terms#80","kind":"touchpoint","name":"check_terms","role":"seller","track":"main","visit":8}}','{"key":"touchpoint/offer.check_terms","record":80}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',81,'{"at":1773979200000000,"due_at":1774238400000000,"id":"check_terms#80","name":"check_terms","owner":"小李","record":"task_opened","role":"seller"}','{"key":"touchpoint/offer.check_terms","record":81}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',82,'{"at":1773979200000000,"record":"timer_armed","timer":{"armed_at":1773979200000000,"calendar":"office","due_at":1774238400000000,"id":"task.due:check_terms#80#82","lane":"main","purpose":"task.due","scope":"check_terms#80","span":{"count":1,"type":"span","unit":"business_days"},"subject":"check_terms#80"}}','{"key":"due/offer.check_terms","record":82}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',83,'{"at":1774238400000000,"id":"task.due:check_terms#80#82","record":"timer_fired","taken_at":1774238400000000}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',84,'{"at":1774238400000000,"id":"check_terms#80","name":"check_terms","record":"task_overdue"}','{"key":"touchpoint/offer.check_terms","record":84}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',85,'{"at":1774238400000000,"climb":{"calendar":"office","id":"check_terms#80","ladder":"tiers","role":"seller","started_at":1774238400000000,"subject":"check_terms#80","track":"main"},"record":"climb_started"}','{"key":"touchpoint/offer.check_terms","record":85}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',86,'{"at":1774238400000000,"record":"timer_armed","timer":{"armed_at":1774238400000000,"calendar":"office","detail":"unit","due_at":1774324800000000,"id":"tier:check_terms#80:unit#86","lane":"main","purpose":"tier","scope":"check_terms#80","span":{"count":1,"type":"span","unit":"business_days"},"subject":"check_terms#80"}}','{"key":"tier/tiers.unit","record":86}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',87,'{"at":1774238400000000,"climb":"check_terms#80","do":"remind","level":"team","person":"老张","record":"escalated","role":"lead","tier":"team"}','{"key":"tier/tiers.team","record":87}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',88,'{"at":1774324800000000,"by":"小李","data":{"outcome":"passed"},"id":"line-11","record":"signal_taken","source":"story","taken_at":1774324800000000,"type":"check_terms.done"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',89,'{"at":1774324800000000,"by":"小李","id":"check_terms#80","name":"check_terms","outcome":"passed","record":"task_done"}','{"key":"touchpoint/offer.check_terms","record":89}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',90,'{"at":1774324800000000,"climb":"check_terms#80","record":"climb_ended"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',91,'{"at":1774324800000000,"by":"小李","record":"signal_taken","taken_at":1774324800000000,"type":"check_terms.passed"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',92,'{"at":1774324800000000,"record":"state_left","state":"review","track":"main","visit":8}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',93,'{"at":1774324800000000,"by":"check_terms.passed","record":"state_entered","state":"won","track":"main","visit":9}','{"key":"state/offer.won","record":93}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',94,'{"at":1774324800000000,"outcome":"success","record":"journey_ended","state":"won"}','{"key":"state/offer.won","record":94}');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',95,'{"at":1774411200000000,"by":"小李","id":"line-12","record":"signal_taken","source":"story","taken_at":1774411200000000,"type":"client.withdrew"}','');
INSERT INTO "journal" VALUES('acme%2F中国/steel/offer/1',96,'{"at":1774411200000000,"reason":"journey-ended","record":"signal_ignored","type":"client.withdrew"}','');
CREATE TABLE journeys (
	id TEXT NOT NULL, 
	account TEXT NOT NULL, 
	line TEXT NOT NULL, 
	playbook TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	program TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	status TEXT NOT NULL, 
	next_due BIGINT, 
	shard INTEGER NOT NULL, 
	snapshot BLOB NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "journeys" VALUES('acme%2F中国/steel/offer/1','acme/中国','steel','offer','K-1','de799eff1120d289',96,'ended',NULL,780,X'7B226964223A2261636D65253246E4B8ADE59BBD2F737465656C2F6F666665722F31222C2276657273696F6E223A39362C226E6F77223A313737343431313230303030303030302C2270726F6772616D223A2264653739396566663131323064323839222C226163636F756E74223A2261636D652FE4B8ADE59BBD222C226C696E65223A22737465656C222C226B6579223A224B2D31222C22706C6179626F6F6B223A226F66666572222C226F7574636F6D65223A2273756363657373222C226C616E6573223A7B226D61696E223A7B22747261636B223A226D61696E222C227374617465223A22776F6E222C227669736974223A392C22656E74657265645F6174223A313737343332343830303030303030307D7D2C226661637473223A7B226F666665722E616D6F756E74223A7B2274797065223A226D6F6E6579222C22616D6F756E74223A2235303030222C2263757272656E6379223A22434E59227D7D2C22646F63756D656E7473223A7B226F666665725F7368656574223A313737333937353630303030303030307D2C22646F6E65223A7B2273656E645F6F66666572223A313737333937353630303030303030302C22636865636B5F7465726D73223A313737343332343830303030303030307D2C2274616B656E223A7B226D61696E2E77616974696E672E636C69656E742E61736B65642330223A317D2C22706173745F7374616C6C73223A7B226F666665722E6D61696E3A756E616E737765726564223A7B22737461727465645F6174223A313737323736323430303030303030302C22656E6465645F6174223A313737333632363430303030303030302C226C6576656C223A22756E6974227D7D7D');
CREATE TABLE outbox (
	journey TEXT NOT NULL, 
	record BIGINT NOT NULL, 
	"index" INTEGER NOT NULL, 
	effect TEXT NOT NULL, 
	state TEXT NOT NULL, 
	PRIMARY KEY (journey, record, "index")
);
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',6,0,'{"effect":"notify","record":6,"index":0,"reason":"assigned","role":"seller","person":"小李","about":"send_offer#5","contact":"internal"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',19,0,'{"effect":"notify","record":19,"index":0,"reason":"assigned","role":"seller","person":"小李","about":"send_offer#18","contact":"internal"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',26,0,'{"effect":"notify","record":26,"index":0,"reason":"escalated","role":"lead","person":"老张","about":"send_offer#18","do":"remind"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',44,0,'{"effect":"notify","record":44,"index":0,"reason":"escalated","role":"lead","person":"老张","about":"stall:unanswered#41","do":"remind"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',47,0,'{"effect":"notify","record":47,"index":0,"reason":"assigned","role":"seller","person":"小李","about":"call#46","via":"phone","contact":"customer.buyer"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',53,0,'{"effect":"notify","record":53,"index":0,"reason":"escalated","role":"head","person":"王总","about":"stall:unanswered#41","do":"take_over"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',56,0,'{"effect":"notify","record":56,"index":0,"reason":"assigned","role":"lead","person":"老张","about":"lead_calls#55","via":"phone","contact":"customer.buyer"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',69,0,'{"effect":"notify","record":69,"index":0,"reason":"assigned","role":"seller","person":"小李","about":"send_offer#68","contact":"internal"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',81,0,'{"effect":"notify","record":81,"index":0,"reason":"assigned","role":"seller","person":"小李","about":"check_terms#80","contact":"internal"}','pending');
INSERT INTO "outbox" VALUES('acme%2F中国/steel/offer/1',87,0,'{"effect":"notify","record":87,"index":0,"reason":"escalated","role":"lead","person":"老张","about":"check_terms#80","do":"remind"}','pending');
CREATE TABLE programs (
	id TEXT NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "programs" VALUES('de799eff1120d289',X'7B2263616C656E64617273223A7B226F6666696365223A7B226964223A226F6666696365222C226B6E6F776E5F756E74696C223A393939392C226D616B657570223A5B5B3534302C313032305D5D2C2274797065223A2243616C656E646172222C227765656B6C79223A5B5B5B3534302C313032305D5D2C5B5B3534302C313032305D5D2C5B5B3534302C313032305D5D2C5B5B3534302C313032305D5D2C5B5B3534302C313032305D5D2C5B5D2C5B5D5D2C227A6F6E65223A22417369612F5368616E67686169227D7D2C22646F63756D656E7473223A7B226F666665725F7368656574223A7B226964223A226F666665725F7368656574222C227468696E67223A226F66666572227D7D2C226661637473223A7B22636C69656E742E6F6E5F686F6C64223A7B226E616D65223A22636C69656E742E6F6E5F686F6C64222C2273636F7065223A226163636F756E74222C2274797065223A227965735F6E6F227D2C22636C69656E742E74616773223A7B226E616D65223A22636C69656E742E74616773222C2273636F7065223A226163636F756E74222C2274797065223A2274616773227D2C226F666665722E616D6F756E74223A7B226E616D65223A226F666665722E616D6F756E74222C2273636F7065223A226A6F75726E6579222C2274797065223A226D6F6E6579227D7D2C22666F726D73223A7B7D2C226C616464657273223A7B227469657273223A7B227469657273223A5B7B226166746572223A7B22636F756E74223A302C2274797065223A227370616E222C22756E6974223A22627573696E6573735F64617973227D2C22646F223A2272656D696E64222C226964223A227465616D222C226C6576656C223A227465616D227D2C7B226166746572223A7B22636F756E74223A312C2274797065223A227370616E222C22756E6974223A22627573696E6573735F64617973227D2C22646F223A2274616B655F6F766572222C226964223A22756E6974222C226C6576656C223A22756E6974227D5D7D7D2C226C6576656C73223A5B227374616666222C227465616D222C22756E6974225D2C227265636F766572696573223A7B2263616C6C5F616761696E223A7B226361757365223A2273616C6573222C227374657073223A5B7B226166746572223A7B22636F756E74223A302C2274797065223A227370616E222C22756E6974223A22627573696E6573735F64617973227D2C22636F6E74616374223A22637573746F6D65722E6275796572222C226964223A2263616C6C222C22766961223A5B2270686F6E65225D7D2C7B226166746572223A7B22636F756E74223A322C2274797065223A227370616E222C22756E6974223A22627573696E6573735F64617973227D2C22636F6E74616374223A22637573746F6D65722E6275796572222C226964223A226C6561645F63616C6C73222C226F776E6572223A226C656164222C22766961223A5B2270686F6E65225D7D5D7D7D2C22726F6C6573223A7B2268656164223A7B226964223A2268656164222C226C6576656C223A22756E6974227D2C226C656164223A7B226964223A226C656164222C226C6576656C223A227465616D222C227265706F7274735F746F223A2268656164227D2C2273656C6C6572223A7B226964223A2273656C6C6572222C226C6576656C223A227374616666222C227265706F7274735F746F223A226C656164227D7D2C2273656D616E74696373223A312C227369676E616C73223A7B22636C69656E742E6163636570746564223A7B226E616D65223A22636C69656E742E6163636570746564222C227061727479223A22637573746F6D6572227D2C22636C69656E742E61736B6564223A7B2264617461223A7B2274616773223A7B226E616D65223A22636C69656E742E74616773222C2273636F7065223A226163636F756E74222C2274797065223A2274616773227D7D2C226E616D65223A22636C69656E742E61736B6564222C227061727479223A22637573746F6D6572222C2273657473223A7B2274616773223A22636C69656E742E74616773227D7D2C22636C69656E742E7769746864726577223A7B226E616D65223A22636C69656E742E7769746864726577222C227061727479223A22637573746F6D6572227D7D2C22737461676573223A7B226F66666572223A7B2263616C656E646172223A226F6666696365222C226964223A226F66666572222C226F776E6572223A2273656C6C6572222C22747261636B73223A5B7B22616E7974696D65223A7B22636C69656E742E7769746864726577223A5B7B22746F223A226C6F7374227D5D7D2C226964223A226D61696E222C22737461727473223A5B7B22746F223A226D616B696E67227D5D2C22737461746573223A7B2261736C656570223A7B22656E64223A22646F726D616E74222C226964223A2261736C656570222C226F776E6572223A2273656C6C6572222C2277616974735F666F72223A22222C2277616B6573223A7B22636C69656E742E6163636570746564223A226D616B696E67227D7D2C226C6F7374223A7B22656E64223A226C6F7374222C226964223A226C6F7374222C226F776E6572223A2273656C6C6572222C2277616974735F666F72223A22227D2C226D616B696E67223A7B226964223A226D616B696E67222C226D6F766573223A7B2273656E645F6F666665722E646F6E65223A5B7B22746F223A2277616974696E67227D5D7D2C226F776E6572223A2273656C6C6572222C22746F756368706F696E7473223A5B7B22636F6E74616374223A22696E7465726E616C222C22647565223A7B227370616E223A7B22636F756E74223A342C2274797065223A227370616E222C22756E6974223A22627573696E6573735F686F757273227D7D2C22657363616C617465223A227469657273222C226964223A2273656E645F6F66666572222C226F776E6572223A2273656C6C6572222C2270726F6475636573223A7B22646F6E65223A5B226F666665725F7368656574225D7D7D5D2C2277616974735F666F72223A227573227D2C22726576696577223A7B226964223A22726576696577222C226D6F766573223A7B22636865636B5F7465726D732E706173736564223A5B7B22746F223A22776F6E227D5D2C22636865636B5F7465726D732E72656A6563746564223A5B7B22746F223A226D616B696E67227D5D7D2C226F776E6572223A2273656C6C6572222C22746F756368706F696E7473223A5B7B22636F6E74616374223A22696E7465726E616C222C22647565223A7B227370616E223A7B22636F756E74223A312C2274797065223A227370616E222C22756E6974223A22627573696E6573735F64617973227D7D2C22657363616C617465223A227469657273222C226964223A22636865636B5F7465726D73222C226F7574636F6D6573223A5B22706173736564222C2272656A6563746564225D2C226F776E6572223A2273656C6C6572227D5D2C2277616974735F666F72223A227573227D2C2277616974696E67223A7B226964223A2277616974696E67222C226D6F766573223A7B22636C69656E742E6163636570746564223A5B7B22636F6E646974696F6E223A7B226C656674223A7B226E616D65223A226F666665722E616D6F756E74222C2274797065223A2266616374227D2C226F70657261746F72223A223E3D222C227269676874223A7B226E616D65223A226C61726765222C2274797065223A227468726573686F6C64227D2C2274797065223A22636F6D70617265227D2C22746F223A22726576696577227D2C7B22746F223A22776F6E227D5D2C22636C69656E742E61736B6564223A5B7B226F7468657277697365223A226C6F7374222C22746F223A226D616B696E67222C2275705F746F223A327D5D7D2C226E65656473223A5B7B22646F63756D656E7473223A5B226F666665725F7368656574225D2C226964223A226F666665725F7368656574227D5D2C226F776E6572223A2273656C6C6572222C227374616C6C73223A5B7B226166746572223A7B22636F756E74223A322C2274797065223A227370616E222C22756E6974223A22627573696E6573735F64617973227D2C2263616C656E646172223A226F6666696365222C226361757365223A2273616C6573222C22676976655F7570223A7B226166746572223A7B22636F756E74223A362C2274797065223A227370616E222C22756E6974223A22627573696E6573735F64617973227D2C22746F223A2261736C656570227D2C226964223A22756E616E737765726564222C226C6164646572223A227469657273222C227265636F76657279223A2263616C6C5F616761696E222C22726573657473223A5B22636C69656E742E6163636570746564222C22636C69656E742E61736B6564222C22636C69656E742E7769746864726577225D2C22756E6C657373223A7B226E616D65223A22636C69656E742E6F6E5F686F6C64222C2274797065223A2266616374227D7D5D2C2277616974735F666F72223A22637573746F6D6572227D2C22776F6E223A7B22656E64223A2273756363657373222C226964223A22776F6E222C226F776E6572223A2273656C6C6572222C2277616974735F666F72223A22227D7D7D5D7D7D2C227468696E6773223A7B22636C69656E74223A7B226964223A22636C69656E74222C2273636F7065223A226163636F756E74227D2C226F66666572223A7B226964223A226F66666572222C2273636F7065223A226A6F75726E6579227D7D2C227468726573686F6C6473223A7B226C61726765223A5B7B22616D6F756E74223A2231303030222C2263757272656E6379223A22434E59222C2274797065223A226D6F6E6579227D5D7D2C22747A64617461223A223230323666227D');
CREATE INDEX ix_journeys_next_due ON journeys (next_due);
CREATE UNIQUE INDEX one_alive ON journeys (account, line, playbook, "key") WHERE status IN ('running', 'dormant');
CREATE INDEX made_by ON account_journal (journey, decision);
CREATE UNIQUE INDEX asked_once ON inbox (account, source, signal_id);
COMMIT;
