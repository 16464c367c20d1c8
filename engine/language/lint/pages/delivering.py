"""Pages of the rules about delivery: secrets, waits, addresses.

# literal-secret
A password or key is written into the file.
密码或密钥写进了文件。

Why: Who reads the file, its history or a report of its mistakes then has the key.
为什么：谁看得到这个文件、它的历史或报错，谁就拿到了钥匙。

Bad::

    password: hunter2

Good::

    password: {env: SMTP_PASSWORD}

Cure: Put it into the environment or a file of its own, name that place, and change the secret.
改法：放进环境变量或单独的文件，这里只写它在哪里，并换一个新的。

# bad-wait
A length of time cannot be read, or is too long.
一段时间读不懂，或者太长。

Why: Without it nobody knows when the next attempt is made.
为什么：不知道隔多久，就不知道什么时候再试。

Bad::

    backoff: {first: soon, at_most: 6 hours}

Good::

    backoff: {first: 30 seconds, at_most: 6 hours}

Cure: Write a number and seconds, minutes, hours or days.
改法：写一个数，加 seconds、minutes、hours 或 days。

# bad-attempts
The number of attempts makes no sense.
次数没有道理。

Why: With none nothing would ever go out; with far too many it never comes to a person.
为什么：一次都不试，什么也送不出去；试太多次，永远到不了人手里。

Bad::

    attempts: 0

Good::

    attempts: 8

Cure: Write how often it is tried before a person looks at it.
改法：写清试几次以后交给人看。

# bad-address
An e-mail address, URL or network is none.
电子邮件地址、网址或网段写得不对。

Why: What is sent there would be lost, one attempt after the other.
为什么：发往那里的，一次一次都会落空。

Bad::

    from: touchline at example.com

Good::

    from: touchline@example.com

Cure: Write the bare address, or a whole URL with https, or a network such as 10.1.0.0/16.
改法：写地址本身，或带 https 的完整网址，或 10.1.0.0/16 这样的网段。
"""
