"""What every key of a delivery file means: Chinese, English, examples.

Under each shape, ``""`` is the shape itself: its noun, then what it is.
"""

from __future__ import annotations

from typing import Any

Entry = tuple[Any, ...]

_WEBHOOK = {"url": "https://hooks.example.com/touchline", "keys": [{"env": "HOOK_KEY"}]}
_EMAIL = {"host": "smtp.example.com", "from": "touchline@example.com", "to": ["desk@example.com"]}
_TARGET = {"title": "销售系统 | Sales system", "webhook": _WEBHOOK}

DELIVERY: dict[str, dict[str, Entry]] = {
    "Delivery": {
        "": ("送达 | delivery", "要通知谁、发给谁的事往哪里送；不影响任何决定。", "Where notices and messages go; no decision depends on it."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "delivery/1"),
        "title": ("是谁的送达。", "Whose delivery it is.", "总部的送达 | Delivery of the head office"),
        "link": ("旅程在哪里看；{journey} 换成旅程编号。", "Where a journey is seen; its id stands for {journey}.", "https://touchline.example.com/journeys/{journey}"),
        "targets": ("全部目标；每件要送的事，送到每个要它的目标。", "All targets; an effect goes to each that wants it.", {"sales_system": _TARGET}),
    },
    "DeliveryTarget": {
        "": ("送达目标 | delivery target", "要送的事去的一个地方：log、jsonl、webhook、email、apprise、sink 只写一个；后面说的条件都要符合。", "One place effects go to: exactly one of log, jsonl, webhook, email, apprise, sink; of what else it says, all must hold."),
        "title": ("是什么地方。", "Which place it is.", "销售系统 | Sales system"),
        "log": ("true：写进程序日志 touchline.effects。", "true: into the program's log, touchline.effects.", True),
        "jsonl": ("写进一个文件，每件一行 JSON。", "Into a file, one line of JSON each.", {"path": "/var/lib/touchline/effects.jsonl"}),
        "webhook": ("签名后发到一个网址。", "To a URL, signed.", _WEBHOOK),
        "email": ("用电子邮件。", "By e-mail.", _EMAIL),
        "apprise": ("企业微信、钉钉、飞书等，用 Apprise。", "To WeCom, DingTalk, Feishu and others, by Apprise.", {"urls": [{"env": "WECOM_URL"}]}),
        "sink": ("别的软件包带来的出口。", "Through a sink of another package.", {"name": "sms_gateway", "options": {"region": "cn"}}),
        "effects": ("只要这几种；不写就都要。", "Only these kinds; all where left out.", ["notify"]),
        "reasons": ("只要因为这些的通知。", "Only notices for these reasons.", ["escalated", "taken_over"]),
        "roles": ("只要给这些角色的通知。", "Only notices to these roles.", ["sales_manager"]),
        "levels": ("只要给这些层级的通知。", "Only notices to these levels.", ["unit", "group"]),
        "channels": ("只要经过这些渠道的。", "Only what goes by these channels.", ["wechat"]),
        "lang": ("给人看的字用哪种语言；不写就是 zh。", "The language of the words for people; zh where left out.", "en"),
        "attempts": ("最多试几次，再不行就搁到一边等人处理；不写就是 12。", "How often it is tried, before it is shelved for a person; 12 where left out.", 12),
        "backoff": ("没送成，隔多久再试。", "How long to wait after a failed attempt.", {"first": "30 seconds", "at_most": "6 hours"}),
        "timeout": ("一次最多花多久；不写就是 20 seconds。", "How long one attempt may take; 20 seconds where left out.", "20 seconds"),
        "at_most_once": ("true：绝不送两次；送没送到说不清时，由人来定。", "true: never twice; where nobody knows whether it arrived, a person decides.", True),
    },
    "SecretPlace": {
        "": ("密文所在 | place of a secret", "密码、密钥放在哪里；env、file 只写一个，文件里从不写密码本身。", "Where a secret is found: one of env, file; the secret itself is never written here."),
        "env": ("环境变量的名字。", "The name of a variable of the environment.", "HOOK_KEY"),
        "file": ("装着它的文件；每次用时读。", "The file that holds it; read whenever it is used.", "/run/secrets/hook_key"),
    },
    "JsonLines": {
        "": ("行文件 | file of JSON lines", "每件一行 JSON 的文件；几个进程可以一起写。", "A file with one line of JSON each; several processes may share it."),
        "path": ("哪个文件；没有就新建。", "Which file; made where it is not there.", "/var/lib/touchline/effects.jsonl"),
    },
    "WebhookTarget": {
        "": ("网址推送 | webhook", "一个网址：每件事按 CloudEvents 写、按 Standard Webhooks 签名后发去；只连公网地址，除非 allow 写了。", "A URL that gets each effect as a CloudEvents event, signed as Standard Webhooks says; public addresses only, unless allow names others."),
        "url": ("哪个网址；里面有密码就写它放在哪里。", "Which URL; one with a secret in it says where it is found.", "https://hooks.example.com/touchline", {"env": "HOOK_URL"}),
        "keys": ("签名用的密钥；换的时候新旧各写一个，接收方认得其中一个就行。", "What it is signed with; while one is being changed both, the receiver knows one of them.", [{"env": "HOOK_KEY"}, {"env": "HOOK_KEY_BEFORE"}]),
        "allow": ("还可以连哪些内网地址。", "Which addresses that are not public may be reached too.", ["10.1.0.0/16"]),
        "ca": ("自己的证书机构的证书文件。", "A file with the certificates of an authority of your own.", "/etc/touchline/ca.pem"),
    },
    "EmailTarget": {
        "": ("邮件服务器 | mail server", "哪台邮件服务器、谁用哪个地址。", "A mail server, and who has which address."),
        "host": ("邮件服务器。", "The mail server.", "smtp.example.com"),
        "port": ("端口；不写就照 security：587、465 或 25。", "Its port; where left out as security has it: 587, 465 or 25.", 587),
        "security": ("怎样加密；不写就是 starttls。", "How it is encrypted; starttls where left out.", "starttls"),
        "user": ("登录用的名字；不写就不登录。", "The name to log in with; nobody logs in where left out.", "touchline"),
        "password": ("密码放在哪里。", "Where the password is found.", {"env": "SMTP_PASSWORD"}),
        "from": ("从哪个地址发。", "The address it is from.", "touchline@example.com"),
        "to": ("没有自己地址的人，发到这里。", "Where it goes for those who have no address below.", ["desk@example.com"]),
        "addresses": ("人、角色或客户联系人各用哪个地址。", "The address of each person, role or contact of the customer.", {"老张": "zhang@example.com"}),
    },
    "AppriseTarget": {
        "": ("群聊 | chat group", "Apprise 能发的企业微信群、钉钉群、飞书群和别的服务；要另装 touchline[apprise]。", "Groups of WeCom, DingTalk, Feishu and other services that Apprise speaks to; needs touchline[apprise]."),
        "urls": ("Apprise 的地址放在哪里；整个地址都是密的。", "Where the URLs of Apprise are found; they are secrets as a whole.", [{"env": "WECOM_URL"}]),
    },
    "OtherSink": {
        "": ("出口 | sink", "别的软件包用入口点 touchline.sinks 带来的出口。", "A sink that a package brings by the entry point touchline.sinks."),
        "name": ("它叫什么。", "What it is called.", "sms_gateway"),
        "options": ("它要的设置；密码写成 {env: …} 或 {file: …}。", "What it wants to know; secrets as {env: …} or {file: …}.", {"region": "cn", "token": {"env": "SMS_TOKEN"}}),
    },
    "Backoff": {
        "": ("重试间隔 | backoff", "没送成时隔多久再试：每次加倍，时间前后错开。", "How long to wait after a failed attempt: twice as long each time, spread a little."),
        "first": ("第一次隔多久；不写就是 30 seconds。", "How long the first time; 30 seconds where left out.", "30 seconds"),
        "at_most": ("最多隔多久；不写就是 6 hours。", "How long at most; 6 hours where left out.", "6 hours"),
    },
}  # fmt: skip
