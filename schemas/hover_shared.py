"""What every key of the shared files means: Chinese, English, examples.

Under each shape, ``""`` is the shape itself: its noun, then what it is.
"""

from __future__ import annotations

from typing import Any

Entry = tuple[Any, ...]

SHARED: dict[str, dict[str, Entry]] = {
    "Vocabulary": {
        "": ("词汇表 | vocabulary", "剧本里能用的全部名字：渠道、联系人、原因、门槛金额，以及各样东西的事实、单据、信号。", "Every name a playbook may use: channels, contacts, causes, thresholds, and the facts, documents and signals of each thing."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "vocabulary/1"),
        "title": ("给人看的名称。", "The name people read.", "词汇表 | Vocabulary"),
        "channels": ("有哪些联系渠道。", "The channels people can be reached by.", {"phone": "电话 | Phone", "wecom": "企业微信 | WeCom"}),
        "contacts": ("客户方有哪些联系人；剧本里写 customer.名字。", "The people on the customer's side; a playbook says customer.NAME.", {"purchaser": "采购 | Purchaser"}),
        "causes": ("停滞可以归到哪些原因。", "The causes a stall can be put down to.", {"logistics": "物流 | Logistics"}),
        "thresholds": ("门槛金额，只写一次，条件里用名字。", "Amounts with a name, written once and used in conditions.", {"large_order": {"title": "大额订单 | Large order", "amount": ["500000 CNY", "70000 USD"]}}),
        "things": ("业务里的东西：客商、合同、订单、批次、客诉……", "The things of the business: account, contract, order, shipment, complaint …", {"quote": {"title": "报价 | Quotation", "scope": "journey"}}),
    },
    "Threshold": {
        "": ("门槛金额 | threshold", "一个有名字的金额；各币种分别写，绝不换算。", "An amount with a name; each currency is written, nothing is converted."),
        "title": ("给人看的名称。", "The name people read.", "大额订单 | Large order"),
        "amount": ("金额和币种；没写到的币种算未知。", "Amount and currency; other currencies are unknown.", ["500000 CNY", "70000 USD"]),
    },
    "Thing": {
        "": ("东西 | thing", "业务里的一样东西，有自己的事实、单据和信号。", "A thing of the business with its facts, documents and signals."),
        "title": ("给人看的名称。", "The name people read.", "批次 | Shipment"),
        "scope": ("journey：属于一条旅程；account：属于客商，它的所有旅程共用。", "journey: belongs to one journey; account: shared by all journeys of the customer.", "journey"),
        "many": ("一条旅程里可以有好几件时写，并说明按哪个事实区分。", "Written where a journey can have several, naming the fact that tells them apart.", {"key": "number"}),
        "facts": ("它的事实；条件里写 东西.事实。", "Its facts; conditions say THING.FACT.", {"amount": {"type": "money", "title": "合同金额 | Contract amount"}}),
        "documents": ("它的单据；名字在全词汇表里唯一。", "Its documents; their names are unique in the vocabulary.", {"quotation": {"title": "报价单 | Quotation"}}),
        "signals": ("它会发生的事；剧本里写 东西.信号。", "What can happen to it; playbooks say THING.SIGNAL.", {"accepted": {"title": "客户接受报价 | Quotation accepted", "from": "customer"}}),
    },
    "Many": {
        "": ("多件 | many", "一条旅程里可以有好几件。", "A journey can have several of it."),
        "key": ("按哪个事实区分。", "The fact that tells them apart.", "number"),
    },
    "Fact": {
        "": ("事实 | fact", "条件能读的一个值；还不知道时就是“未知”。", "A value conditions can read; unknown until it is known."),
        "type": ("是哪种值。", "What kind of value it is.", "money"),
        "title": ("给人看的名称。", "The name people read.", "合同金额 | Contract amount"),
        "choices": ("type 为 choice 时有哪些选项。", "The choices, where type is choice.", {"A": "重点 | Key", "B": "普通 | Normal"}),
        "starts_at": ("数或金额的初值，例如已收合计从 0 起。", "What a number or amount begins at, such as 0 paid so far.", 0),
        "valid": ("有效多久；过期就变回未知。", "How long it holds; then it is unknown again.", "12 months"),
        "personal": ("是个人信息（姓名、电话……）就写 true：它另外存放，可以按客商抹去。", "true where it is about a person (a name, a phone number …): it is kept apart and can be erased for an account.", True),
    },
    "Document": {
        "": ("单据 | document", "一种单据；状态和触点可以要求先有它。", "A kind of paper; states and touchpoints can need it."),
        "title": ("给人看的名称。", "The name people read.", "签署合同 | Signed contract"),
        "valid": ("有效多久，或 until its date（到单据上写的日期）。", "How long it is valid, or until its date.", "12 months", "until its date"),
    },
    "Signal": {
        "": ("信号 | signal", "会发生的一件事：从哪一方来，带来什么。", "Something that can happen: whose doing it is, and what it brings."),
        "title": ("给人看的名称。", "The name people read.", "客户接受报价 | Quotation accepted"),
        "from": ("从哪一方来：us 我方、customer 客户、partner 伙伴、system 系统。", "Whose doing it is: us, the customer, a partner, or a system.", "customer"),
        "data": ("除了要填的事实，还带什么数据、什么类型。", "Data it carries besides the facts it fills, with their types.", {"amount": "money"}),
        "sets": ("填哪些事实；要计算就写成 事实: 算式。", "The facts it fills; FACT: FORMULA where something is computed.", ["promised_on", "promised_by"], {"receivable.paid_amount": "receivable.paid_amount + signal.amount"}),
        "brings": ("同时带来哪些单据。", "The documents that come with it.", ["signed_contract"]),
        "correlate": ("只知道是哪个客商时归到哪条旅程：all 全部、newest 最新、refuse 有歧义就报告。", "Which journeys it is for when only the account is known: all, the newest, or refuse where that is ambiguous.", "newest"),
    },
    "People": {
        "": ("人员 | people", "层级、角色和合作伙伴；剧本里只写角色，不写人名。", "Levels, roles and partners; playbooks name roles, never persons."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "people/1"),
        "title": ("给人看的名称。", "The name people read.", "角色 | Roles"),
        "levels": ("组织层级，由低到高；升级按层走。", "The levels of the organisation, lowest first; escalation climbs them.", ["staff", "team", "unit", "group"]),
        "roles": ("有哪些角色，在哪一层，向谁汇报。", "The roles, their level, and whom they report to.", {"account_manager": {"title": "客户经理 | Account manager", "level": "staff", "reports_to": "team_lead"}}),
        "partners": ("替我们做事的合作伙伴。", "The companies that work for us.", {"carrier": {"title": "承运商 | Carrier", "answers_to": "logistics"}}),
    },
    "Role": {
        "": ("角色 | role", "一个岗位角色，在哪一层，向谁汇报。", "A role, its level, and whom it reports to."),
        "title": ("给人看的名称。", "The name people read.", "客户经理 | Account manager"),
        "level": ("在哪一层。", "Its level.", "staff"),
        "reports_to": ("向哪个角色汇报；最高一级不写。", "The role it reports to; left out at the top.", "team_lead"),
        "one_for_each": ("每什么各指定一人，例如每个客商、每条业务线。", "One person for each of these, such as each account and business line.", ["account", "line"]),
        "may": ("有哪些权限；approve 可以写到多少金额。", "What it may do; approve can name an amount.", {"acknowledge": True, "approve": "500000 CNY"}),
    },
    "Partner": {
        "": ("合作伙伴 | partner", "替我们做事的公司：有什么权限、工具、培训。", "A company that works for us: what it may do, has and knows."),
        "title": ("给人看的名称。", "The name people read.", "承运商 | Carrier"),
        "answers_to": ("由我方哪个角色对接。", "The role of ours it answers to.", "logistics"),
        "authority": ("可以自己决定什么。", "What it may decide itself.", ["reschedule_same_day"]),
        "tools": ("有哪些工具。", "The tools it has.", ["tracking_system"]),
        "trained_in": ("受过哪些培训。", "What it is trained in.", ["unloading_rules"]),
    },
    "Calendars": {
        "": ("日历文件 | calendars", "各个工作日历，按名字排列。", "Calendars by name."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "calendars/1"),
        "title": ("给人看的名称。", "The name people read.", "工作日历 | Calendars"),
    },
    "Calendar": {
        "": ("日历 | calendar", "时区、每周上下班时间、法定节假日和自己的特殊日期。", "A time zone, weekly shifts, public holidays and days of one's own."),
        "title": ("给人看的名称。", "The name people read.", "国内办公 | Office hours, China"),
        "zone": ("时区，用 IANA 名称；没有默认值。", "The time zone, by its IANA name; there is no default.", "Asia/Shanghai"),
        "weekly": ("每周哪几天、几点到几点上班。", "Which days of the week are worked, and from when to when.", {"monday to friday": ["08:30-12:00", "13:30-17:30"]}),
        "holidays": ("按哪个国家的法定节假日；中国含调休补班。", "Whose public holidays; for China including make-up working days.", "CN"),
        "off": ("另外放假的日子。", "Further days off.", [{"date": "2026-12-31", "title": "年终盘点 | Stocktaking"}]),
        "work": ("另外上班的日子。", "Further working days.", [{"date": "2026-10-10", "title": "补班 | Make-up day"}]),
        "quiet": ("免打扰的时段：不主动联系客户。", "Quiet hours: customers are not contacted.", ["20:00-08:30"]),
    },
    "OwnDay": {
        "": ("自定日期 | own day", "日历上自己加的一天。", "A day of one's own in a calendar."),
        "date": ("哪一天。", "Which day.", "2026-12-31"),
        "title": ("给人看的原因。", "Why, for people to read.", "年终盘点 | Stocktaking"),
    },
    "Escalations": {
        "": ("升级梯文件 | escalation ladders", "各条升级梯，按名字排列。", "Escalation ladders by name."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "escalations/1"),
        "title": ("给人看的名称。", "The name people read.", "升级 | Escalation ladders"),
    },
    "Ladder": {
        "": ("升级梯 | ladder", "一层一层往上升级；写层级，不写岗位。", "Tiers climbed one after the other; levels, not posts."),
        "title": ("给人看的名称。", "The name people read.", "标准三层 | Standard three tiers"),
        "ack_holds": ("有人确认接手后，多久内不再往上升级。", "How long the climb stops once somebody has acknowledged.", "1 business day"),
        "tiers": ("各层，按先后排列。", "The tiers, in order.", [{"id": "team", "level": "team", "after": "0 business days", "do": "remind"}]),
    },
    "Tier": {
        "": ("升级层 | tier", "一层：几时、告诉哪一级、要他做什么。", "One rung: when, which level hears of it, and what is asked."),
        "id": ("这一层的名字，在梯子里唯一。", "Its name, unique in the ladder.", "team"),
        "level": ("告诉哪一层级；从负责人往上找这一层的人。", "The level that hears of it, found by going up from the owner.", "team"),
        "after": ("从停滞或逾期起多久。", "How long after the stall or the deadline.", "1 business day"),
        "do": ("remind 提醒、notify 通知、take_over 接管。", "remind, notify, or take_over.", "remind"),
        "if": ("条件成立才升到这一层；未知时照升。", "Only where this holds; where it is unknown the tier fires.", "account.tier == A"),
    },
    "Recoveries": {
        "": ("挽回方案文件 | recovery plays", "各套挽回方案，按名字排列。", "Recovery plays by name."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "recoveries/1"),
        "title": ("给人看的名称。", "The name people read.", "挽回 | Recovery plays"),
    },
    "Recovery": {
        "": ("挽回方案 | recovery play", "停滞后怎样重新联系上：换渠道、换人、换层级，有限的几步。", "How contact is won back after a stall: another channel, person or level, in a bounded list."),
        "title": ("给人看的名称。", "The name people read.", "客户失联挽回 | Customer gone quiet"),
        "cause": ("针对哪类原因。", "The cause it is meant for.", "sales"),
        "up_to": ("多长时间内最多用几次。", "How often at most, in which span.", "2 times per 90 days"),
        "follow_ups": ("各步，按先后排列。", "The steps, in order.", [{"id": "call", "after": "0 business days", "with": "customer.purchaser", "via": ["phone"], "title": "打电话 | Call"}]),
    },
    "FollowUp": {
        "": ("挽回步骤 | follow-up", "挽回的一步：几时、谁、找谁、走什么渠道。", "One step of a play: when, who, with whom, by which channel."),
        "id": ("这一步的名字，在方案里唯一。", "Its name, unique in the play.", "other_channel"),
        "title": ("做什么，给人看的一句话。", "What is to be done, in a few words.", "换渠道联系 | Another channel"),
        "after": ("停滞之后多久。", "How long after the stall.", "2 business days"),
        "owner": ("谁来做；不写就是原负责人。", "Who does it; the owner where left out.", "team_lead"),
        "with": ("找谁。", "With whom.", "customer.decision_maker"),
        "via": ("走什么渠道，按优先顺序。", "By which channels, in order of preference.", ["visit"]),
        "message": ("用哪个消息模板。", "The message template to use.", "delay_notice"),
        "if": ("条件成立才做。", "Only where this holds.", "account.tier == A"),
    },
    "Forms": {
        "": ("表单文件 | forms", "各张表单，按名字排列。", "Forms by name."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "forms/1"),
        "title": ("给人看的名称。", "The name people read.", "表单 | Forms"),
    },
    "Form": {
        "": ("表单 | form", "要填哪些事实；类型和名称来自词汇表，不写第二遍。", "The facts to fill; types and titles come from the vocabulary."),
        "title": ("给人看的名称。", "The name people read.", "需求确认 | Requirement"),
        "fields": ("每个事实必填还是选填。", "Each fact, required or optional.", {"order.wanted_on": "required", "account.tags": "optional"}),
        "rows": ("表格：每填一行就开出一件。", "A table: every row opens an item.", {"shipment": {"shipment.number": "required"}}),
        "check": ("填完要满足的条件。", "What must hold once it is filled.", [{"if": "shipment.promised_on >= today", "title": "不得早于今天 | Not in the past"}]),
    },
    "FormField": {
        "": ("表单字段 | form field", "一个字段几时必填。", "When a field must be filled."),
        "rule": ("required 必填，optional 选填。", "required or optional.", "optional"),
        "required_if": ("条件成立时必填。", "Required where this holds.", "complaint.kind in (quality or damage)"),
    },
    "Check": {
        "": ("表单检查 | form check", "填完要满足的一个条件。", "One condition on a filled form."),
        "if": ("要成立的条件。", "What must hold.", "shipment.promised_on >= today"),
        "title": ("不满足时给人看的说明。", "What people read where it does not.", "承诺日不得早于今天 | Not in the past"),
    },
    "Messages": {
        "": ("消息文件 | messages", "各个消息模板，按名字排列。", "Message templates by name."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "messages/1"),
        "title": ("给人看的名称。", "The name people read.", "消息模板 | Message templates"),
        "formats": ("日期和金额在消息里写成什么样，用例子表示。", "How dates and amounts look in messages, by example.", {"date": "2026年3月5日 | 5 March 2026"}),
    },
    "Message": {
        "": ("消息 | message", "发给客户的一段话；花括号里是事实，缺一个就不发。", "A text to a customer; braces hold facts, and with one missing nothing is sent."),
        "title": ("给人看的名称。", "The name people read.", "发货通知 | Shipping notice"),
        "zh": ("中文正文。", "The Chinese text.", "您好：订单 {order.number} 已发出。"),
        "en": ("英文正文。", "The English text.", "Your order {order.number} has left."),
    },
    "Formats": {
        "": ("显示格式 | formats", "值在消息里写成什么样。", "How values look in messages."),
        "date": ("日期的样子。", "What a date looks like.", "2026年3月5日 | 5 March 2026"),
        "money": ("金额的样子。", "What an amount looks like.", "12,345.00 CNY"),
    },
    "ContactLimits": {
        "": ("联系限制 | contact limits", "对同一客户最多联系多频繁，所有旅程合计。", "How often a customer may be contacted, over all journeys together."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "contact_limits/1"),
        "title": ("给人看的名称。", "The name people read.", "联系限制 | Contact limits"),
        "counts": ("哪些渠道算一次联系；不写就都算。", "The channels that count as a contact; all where left out.", ["phone", "visit"]),
        "at_most": ("上限，可以按渠道分开写。", "The caps, by channel where that matters.", ["3 times per 7 days", {"limit": "1 time per 1 day", "via": ["phone"]}]),
        "quiet": ("免打扰的时段。", "Quiet hours.", ["20:00-08:30"]),
        "above_limit": ("超过上限怎么办：defer 顺延、skip 不做、hold 留给人决定。", "What happens above the cap: defer to the next opening, skip, or hold for a person.", "defer"),
        "except": ("由这些信号引出的联系不受限制。", "The signals whose own contacts are not limited.", ["complaint.received"]),
    },
    "Cap": {
        "": ("上限 | cap", "一段时间内最多联系几次。", "At most so many contacts in a span."),
        "limit": ("最多几次、在多长时间内。", "How many, in which span.", "3 times per 7 days"),
        "via": ("只算这些渠道；不写就都算。", "Only on these channels; on all where left out.", ["phone"]),
    },
}  # fmt: skip
