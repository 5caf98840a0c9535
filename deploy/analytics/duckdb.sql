-- Records as tables in DuckDB: reads records.ndjson (claimd extract, or a dump of the output topic) from the present folder.
--     duckdb claims.duckdb < duckdb.sql && duckdb claims.duckdb < questions.sql

SET TimeZone = 'UTC';

CREATE OR REPLACE TABLE records AS SELECT * FROM read_json('records.ndjson', format = 'newline_delimited', maximum_object_size = 268435456, columns = {
    id: 'VARCHAR',
    article: 'STRUCT(title VARCHAR, url VARCHAR, publisher VARCHAR, authors VARCHAR[], published_at VARCHAR, "language" VARCHAR, truncated BOOLEAN)',
    entities: 'STRUCT(id VARCHAR, "type" VARCHAR, name VARCHAR, wikidata VARCHAR, mentions STRUCT("start" BIGINT, "end" BIGINT, "text" VARCHAR, kind VARCHAR)[])[]',
    "values": 'STRUCT(id VARCHAR, "type" VARCHAR, "text" VARCHAR, number DOUBLE, number_max DOUBLE, comparator VARCHAR, unit VARCHAR, object VARCHAR, change VARCHAR, iso VARCHAR)[]',
    claims: 'STRUCT(id VARCHAR, key VARCHAR, form VARCHAR, kind VARCHAR, "text" VARCHAR, cue STRUCT("text" VARCHAR, lemma VARCHAR), speaker STRUCT(entity VARCHAR, name VARCHAR, "text" VARCHAR), via STRUCT(entity VARCHAR, name VARCHAR)[], stance VARCHAR, polarity VARCHAR, modality VARCHAR, entities VARCHAR[], "values" VARCHAR[], check_worthiness DOUBLE, confidence DOUBLE, rule VARCHAR)[]',
    fingerprint: 'STRUCT(simhash VARCHAR)',
    claimd: 'STRUCT("version" VARCHAR, rules VARCHAR, skipped VARCHAR)'
});

-- An article that comes again replaces what was known of it; a time without an offset is UTC.
CREATE OR REPLACE TABLE articles AS
SELECT DISTINCT ON (id) id AS article, article.title AS title, article.url AS url, article.publisher AS publisher,
       TRY_CAST(article.published_at AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS published_at, article."language" AS "language",
       TRY_CAST('0x' || fingerprint.simhash AS UBIGINT) AS simhash, claimd.rules AS rules
FROM records;

CREATE OR REPLACE TABLE entities AS
SELECT r.id AS article, e.id AS entity, e."type" AS "type", e.name AS name, e.wikidata AS wikidata, len(e.mentions) AS mentions,
       [lower(m."text") for m in e.mentions] AS called
FROM (SELECT DISTINCT ON (id) * FROM records) r, unnest(r.entities) AS u(e);

-- One row a claim, with what is asked of it most; names instead of the record's ids.
CREATE OR REPLACE TABLE claims AS
SELECT r.id AS article, r.article.publisher AS publisher, TRY_CAST(r.article.published_at AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS published_at,
       c.id AS claim, c.key AS key, c.form AS form, c.kind AS kind, c."text" AS "text", c.cue."text" AS cue, c.cue.lemma AS lemma,
       c.speaker.name AS speaker, c.speaker.entity AS speaker_entity, s."type" AS speaker_type, s.wikidata AS speaker_wikidata,
       c.stance AS stance, c.polarity AS polarity, c.modality AS modality,
       [e.name for e in r.entities if list_contains(c.entities, e.id)] AS entities,
       c.check_worthiness AS check_worthiness, c.confidence AS confidence, c.rule AS rule
FROM (SELECT DISTINCT ON (id) * FROM records) r, unnest(r.claims) AS u(c)
LEFT JOIN entities s ON s.article = r.id AND s.entity = c.speaker.entity;

-- Numbers and dates; `claim` is the first that speaks of it, `speaker` who makes it.
CREATE OR REPLACE TABLE figures AS
SELECT r.id AS article, v.id AS figure, v."type" AS "type", v."text" AS "text", v.number AS number, v.number_max AS number_max,
       v.comparator AS comparator, v.unit AS unit, lower(v.object) AS object, v.change AS change, v.iso AS iso,
       [c for c in r.claims if list_contains(c."values", v.id)][1].id AS claim,
       [c for c in r.claims if list_contains(c."values", v.id)][1].speaker.name AS speaker
FROM (SELECT DISTINCT ON (id) * FROM records) r, unnest(r."values") AS u(v);

-- Who stands between an article and a speaker; place 1 is the nearest to the article.
CREATE OR REPLACE TABLE sources AS
SELECT r.id AS article, c.id AS claim, i AS place, c.via[i].name AS name
FROM (SELECT DISTINCT ON (id) * FROM records) r, unnest(r.claims) AS u(c), unnest(range(1, len(c.via) + 1)) AS n(i);

-- What ClickHouse calls so: questions.sql is read by both.
CREATE OR REPLACE MACRO has(list, item) AS list_contains(list, item);
CREATE OR REPLACE MACRO bitHammingDistance(a, b) AS bit_count(xor(a, b));
