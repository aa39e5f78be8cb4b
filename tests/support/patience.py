"""How long a test waits for an event: so long that only a fault, and no load, makes it fail.

Nobody waits longer than the event takes; the number is paid only where it never comes.
"""

PATIENCE_S = 240.0
