"""`legation reviewed fr`: the reviewer named in the profile has read every text in a language as it stands now."""

import sys


def run(arguments: list[str]) -> int:
    """Remember the digest of every text in the language; refuses where nobody is named or a text is missing."""
    import django

    django.setup()
    from legation.config import texts
    from legation.ground.profile import profile

    language = arguments[0] if arguments else ""
    if language not in profile().languages:
        print(f"say which language: {', '.join(profile().languages)}", file=sys.stderr)
        return 2
    if language not in profile().reviewers:
        print(f"name who has read the texts: 'reviewers: {{{language}: ...}}' in profile.yaml", file=sys.stderr)
        return 1
    if lacking := texts.missing(language):
        print("\n".join(f"missing in {language}: {place}: {key}" for place, key in lacking), file=sys.stderr)
        return 1
    path = texts.review_path(language)
    path.parent.mkdir(exist_ok=True)
    digests = sorted(texts.digest(key, text) for key, text in texts.texts(language).items())
    path.write_text("".join(f"{each}\n" for each in digests), encoding="ascii")
    print(f"{len(digests)} texts in {language}, reviewed by {profile().reviewers[language]}")
    return 0
