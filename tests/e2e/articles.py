"""Invented news articles, as many as wanted; equal seeds give equal articles."""
import random

GIVEN = "Maren Tomas Elin Jonas Vera Anselm Ruth Pavel Ines Oskar Lidia Henrik Clara Bruno Nadia Felix".split()
FAMILY = "Halloran Vestergaard Okonjo Lindqvist Marchetti Novak Dubois Keller Ferreira Ashdown Brandt Moreau".split()
PLACES = "Northmere Calder Bay,Port Elsin,Varnholm,Lower Aston,Grenfell Point,Tarrow,Eastmark".split(",")
BODIES = "the harbour authority,the water board,the city council,the regional court,the rail operator,the teachers' union".split(",")
THINGS = "households,passengers,tonnes of grain,visitors,vacancies,hectares of forest".split(",")
VERBS = "said,claimed,told reporters,admitted,warned,insisted".split(",")
CLAIMS = ["the new line would open in spring", "no one had been hurt", "the figures were wrong", "work on the bridge would go on",
          "prices could rise again", "the report had been ready for weeks"]


def paragraph(random_source):
    name = f"{random_source.choice(GIVEN)} {random_source.choice(FAMILY)}"
    place, body = random_source.choice(PLACES), random_source.choice(BODIES)
    number, thing = random_source.randrange(1100, 98000), random_source.choice(THINGS)
    verb, claim = random_source.choice(VERBS), random_source.choice(CLAIMS)
    return random_source.choice([
        f"{name}, who speaks for {body} in {place}, {verb} that {claim}. More than {number:,} {thing} were counted last year.",
        f"\u201cWe saw it coming, and {claim},\u201d {name} {verb} on Tuesday. {body.capitalize()} did not answer.",
        f"In {place}, {body} spent ${number / 1000:.1f} million on {thing}, up {number % 17 + 2} per cent.",
        f"According to {body}, {claim}. {name} called it \u201ca long road\u201d and left for {place}.",
    ])


def article(number, seed=0, size=1200):
    source = random.Random(f"{seed}/{number}")
    paragraphs = []
    while sum(map(len, paragraphs)) < size:
        paragraphs.append(paragraph(source))
    title = f"{source.choice(PLACES)}: {source.choice(CLAIMS)}"
    return {"id": f"urn:test:{seed}:{number}", "title": title.capitalize(), "published_at": "2025-02-05T09:30:00Z",
            "publisher": "The Daily Example", "language": "en", "body": "\n\n".join(paragraphs)}
