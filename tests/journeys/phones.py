"""A browser at the push service of Utopia, bound to the running house: prints its subscription."""

import json
import sys

from django.conf import settings

from legation.ground import lines
from legation.messaging.push import vapid

if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(lines.ask(f"{settings.LEGATION_PUSH}/subscriptions", vapid.public_key().encode())))
