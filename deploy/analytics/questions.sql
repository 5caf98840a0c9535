-- Questions to the tables that duckdb.sql and clickhouse.sql make; both read them. Where a question is about somebody or
-- something, `asked` says whom or what: put a name of your own there, as in  SELECT 'Gloria Tran' AS name.

-- quoted: Who is quoted most?
SELECT speaker, count(*) AS claims, count(DISTINCT article) AS articles, count(DISTINCT publisher) AS outlets
FROM claims WHERE speaker IS NOT NULL
GROUP BY speaker ORDER BY claims DESC, speaker LIMIT 10;

-- about: Who says most about the one that most articles speak of?
WITH asked AS (SELECT name FROM entities GROUP BY name ORDER BY count(DISTINCT article) DESC, sum(mentions) DESC, name LIMIT 1)
SELECT asked.name AS about, c.speaker AS speaker, count(*) AS claims, min(c.text) AS one_of_them
FROM claims c CROSS JOIN asked
WHERE c.speaker IS NOT NULL AND has(c.entities, asked.name)
GROUP BY asked.name, c.speaker ORDER BY claims DESC, speaker LIMIT 10;

-- first: Which claims do several outlets carry, and who was first?
SELECT min(c.speaker) AS speaker, min(c.text) AS claim, count(DISTINCT c.publisher) AS outlets, argMin(c.publisher, c.published_at) AS first_outlet,
       min(c.published_at) AS first_at
FROM claims c WHERE c.form <> 'statement'
GROUP BY c.key HAVING count(DISTINCT c.publisher) > 1 ORDER BY outlets DESC, first_at, claim LIMIT 10;

-- figures: On what do figures differ, who gives them, and when?
WITH disputed AS (SELECT object, unit FROM figures WHERE number IS NOT NULL AND object IS NOT NULL AND claim IS NOT NULL
                  GROUP BY object, unit HAVING count(DISTINCT number) > 1 AND count(DISTINCT speaker) > 1)
SELECT f.object AS object, a.published_at AS published_at, coalesce(f.speaker, 'the article itself') AS said_by, f.comparator AS comparator,
       f.number AS number, f.unit AS unit, a.publisher AS publisher
FROM figures f JOIN articles a ON a.article = f.article JOIN disputed d ON d.object = f.object AND coalesce(d.unit, '') = coalesce(f.unit, '')
WHERE f.number IS NOT NULL AND f.claim IS NOT NULL
ORDER BY object, published_at, number LIMIT 20;

-- unnamed: How much of what each outlet reports comes from sources without a name?
SELECT publisher, count(*) AS claims, count(*) FILTER (WHERE speaker IS NULL OR speaker_type IS NULL) AS unnamed,
       round(100.0 * count(*) FILTER (WHERE speaker IS NULL OR speaker_type IS NULL) / count(*), 1) AS percent
FROM claims WHERE form <> 'statement' AND publisher IS NOT NULL
GROUP BY publisher ORDER BY percent DESC, publisher LIMIT 20;

-- promises: What has been promised, by the one who promises most?
WITH asked AS (SELECT speaker AS name FROM claims WHERE kind = 'promise' AND speaker IS NOT NULL GROUP BY speaker ORDER BY count(*) DESC, speaker LIMIT 1)
SELECT c.published_at AS published_at, c.speaker AS speaker, c.text AS promise, c.publisher AS publisher
FROM claims c CROSS JOIN asked
WHERE c.kind = 'promise' AND c.speaker = asked.name
ORDER BY published_at, promise LIMIT 20;

-- denials: Who denies what?
SELECT c.published_at AS published_at, c.speaker AS speaker, c.cue AS cue, c.text AS denied, c.publisher AS publisher
FROM claims c WHERE c.kind = 'denial' OR c.stance = 'deny'
ORDER BY published_at, speaker, denied LIMIT 20;

-- women: How many of the people quoted are women, by what the articles call them?
WITH people AS (SELECT DISTINCT c.publisher AS publisher, e.article AS article, e.entity AS entity,
                       has(e.called, 'she') OR has(e.called, 'her') AS is_she, has(e.called, 'he') OR has(e.called, 'him') OR has(e.called, 'his') AS is_he
                FROM claims c JOIN entities e ON e.article = c.article AND e.entity = c.speaker_entity
                WHERE e.type = 'PERSON')
SELECT publisher, count(*) AS people, count(*) FILTER (WHERE is_she AND NOT is_he) AS women, count(*) FILTER (WHERE is_he AND NOT is_she) AS men,
       count(*) FILTER (WHERE is_she = is_he) AS not_known
FROM people GROUP BY publisher ORDER BY people DESC, publisher LIMIT 20;

-- chains: Through whom do claims come, and whose?
SELECT s.name AS through, count(*) AS claims, count(DISTINCT c.speaker) AS speakers, count(DISTINCT c.publisher) AS outlets, min(c.speaker) AS one_of_them
FROM sources s JOIN claims c ON c.article = s.article AND c.claim = s.claim
GROUP BY s.name ORDER BY claims DESC, through LIMIT 10;

-- distance: Whose words do outlets keep at a distance, and whose do they take for true?
SELECT publisher, speaker, count(*) FILTER (WHERE stance = 'distance') AS at_a_distance, count(*) FILTER (WHERE stance = 'endorse') AS endorsed,
       count(*) AS claims
FROM claims WHERE speaker IS NOT NULL AND publisher IS NOT NULL
GROUP BY publisher, speaker HAVING count(*) FILTER (WHERE stance IN ('distance', 'endorse')) > 0
ORDER BY at_a_distance DESC, endorsed DESC, publisher, speaker LIMIT 10;

-- check: What should be checked first: worth it, with a figure, and carried by one outlet alone?
SELECT min(c.check_worthiness) AS worth, min(c.speaker) AS speaker, min(c.text) AS claim, min(c.publisher) AS publisher
FROM claims c
WHERE (c.article, c.claim) IN (SELECT article, claim FROM figures WHERE number IS NOT NULL)
GROUP BY c.key HAVING count(DISTINCT c.publisher) < 2 ORDER BY worth DESC, claim LIMIT 10;

-- copies: Which articles are near-copies of another, and which of the two was first?
SELECT a.article AS earlier, a.publisher AS first_outlet, b.article AS later, b.publisher AS second_outlet, bitHammingDistance(a.simhash, b.simhash) AS distance
FROM articles a CROSS JOIN articles b
WHERE a.article <> b.article AND bitHammingDistance(a.simhash, b.simhash) <= 6
  AND (a.published_at < b.published_at OR (a.published_at = b.published_at AND a.article < b.article))
ORDER BY distance, earlier, later LIMIT 20;
