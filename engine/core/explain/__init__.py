"""Why something happened, why it did not, when it would, and what would change that (S6.4).

Everything here is ids and values; ``present.explaining`` turns it into sentences.
"""
