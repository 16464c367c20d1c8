"""What people write, as typed shapes. Imports nothing of the engine.

The modules of shapes go without ``from __future__ import annotations``: pydantic would have to
evaluate a thousand texts again, a tenth of the time `touchline validate` takes to start.
"""
