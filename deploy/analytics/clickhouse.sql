-- Records as tables in ClickHouse. They fill themselves from the output topic: put your brokers and topic into records_queue.
-- Without Kafka:  INSERT INTO records SELECT json FROM file('records.ndjson', JSONAsString)

-- A record goes in here, and from here into the tables; it is not kept itself.
CREATE TABLE records (json String) ENGINE = Null;

-- An article that comes again (a replay under new rules, a corrected one) replaces what was known of it: read with FINAL.
CREATE TABLE articles (article String, title Nullable(String), url Nullable(String), publisher Nullable(String), published_at Nullable(DateTime('UTC')),
    language Nullable(String), simhash Nullable(UInt64), rules String) ENGINE = ReplacingMergeTree ORDER BY article;
CREATE MATERIALIZED VIEW articles_in TO articles AS
SELECT JSONExtractString(json, 'id') AS article, JSONExtract(json, 'article', 'title', 'Nullable(String)') AS title,
       JSONExtract(json, 'article', 'url', 'Nullable(String)') AS url, JSONExtract(json, 'article', 'publisher', 'Nullable(String)') AS publisher,
       parseDateTimeBestEffortOrNull(JSONExtractString(json, 'article', 'published_at'), 'UTC') AS published_at,
       JSONExtract(json, 'article', 'language', 'Nullable(String)') AS language,
       if(length(JSONExtractString(json, 'fingerprint', 'simhash')) = 16,
          reinterpretAsUInt64(reverse(unhex(JSONExtractString(json, 'fingerprint', 'simhash')))), NULL) AS simhash,
       JSONExtractString(json, 'claimd', 'rules') AS rules
FROM records;

CREATE TABLE entities (article String, entity String, type LowCardinality(String), name String, wikidata Nullable(String), mentions UInt32,
    called Array(String)) ENGINE = ReplacingMergeTree ORDER BY (article, entity);
CREATE MATERIALIZED VIEW entities_in TO entities AS
SELECT JSONExtractString(json, 'id') AS article, JSONExtractString(e, 'id') AS entity, JSONExtractString(e, 'type') AS type,
       JSONExtractString(e, 'name') AS name, JSONExtract(e, 'wikidata', 'Nullable(String)') AS wikidata, JSONLength(e, 'mentions') AS mentions,
       arrayMap(m -> lower(JSONExtractString(m, 'text')), JSONExtractArrayRaw(e, 'mentions')) AS called
FROM records ARRAY JOIN JSONExtractArrayRaw(json, 'entities') AS e;

CREATE TABLE claims (article String, publisher Nullable(String), published_at Nullable(DateTime('UTC')), claim FixedString(16), key FixedString(16),
    form LowCardinality(String), kind LowCardinality(String), text String, cue Nullable(String), lemma Nullable(String), speaker Nullable(String),
    speaker_entity Nullable(String), speaker_type Nullable(String), speaker_wikidata Nullable(String), stance LowCardinality(String),
    polarity LowCardinality(String), modality LowCardinality(String), entities Array(String), check_worthiness Float64, confidence Float64,
    rule Nullable(String)) ENGINE = ReplacingMergeTree ORDER BY (article, claim);
CREATE MATERIALIZED VIEW claims_in TO claims AS
WITH arrayFirst(e -> JSONExtractString(e, 'id') = JSONExtractString(c, 'speaker', 'entity'), JSONExtractArrayRaw(json, 'entities')) AS s
SELECT JSONExtractString(json, 'id') AS article, JSONExtract(json, 'article', 'publisher', 'Nullable(String)') AS publisher,
       parseDateTimeBestEffortOrNull(JSONExtractString(json, 'article', 'published_at'), 'UTC') AS published_at,
       JSONExtractString(c, 'id') AS claim, JSONExtractString(c, 'key') AS key, JSONExtractString(c, 'form') AS form, JSONExtractString(c, 'kind') AS kind,
       JSONExtractString(c, 'text') AS text, JSONExtract(c, 'cue', 'text', 'Nullable(String)') AS cue, JSONExtract(c, 'cue', 'lemma', 'Nullable(String)') AS lemma,
       JSONExtract(c, 'speaker', 'name', 'Nullable(String)') AS speaker, JSONExtract(c, 'speaker', 'entity', 'Nullable(String)') AS speaker_entity,
       if(s = '', NULL, JSONExtractString(s, 'type')) AS speaker_type, JSONExtract(s, 'wikidata', 'Nullable(String)') AS speaker_wikidata,
       JSONExtractString(c, 'stance') AS stance, JSONExtractString(c, 'polarity') AS polarity, JSONExtractString(c, 'modality') AS modality,
       arrayMap(e -> JSONExtractString(e, 'name'), arrayFilter(e -> has(JSONExtract(c, 'entities', 'Array(String)'), JSONExtractString(e, 'id')),
                JSONExtractArrayRaw(json, 'entities'))) AS entities,
       JSONExtractFloat(c, 'check_worthiness') AS check_worthiness, JSONExtractFloat(c, 'confidence') AS confidence,
       JSONExtract(c, 'rule', 'Nullable(String)') AS rule
FROM records ARRAY JOIN JSONExtractArrayRaw(json, 'claims') AS c;

CREATE TABLE figures (article String, figure String, type LowCardinality(String), text String, number Nullable(Float64), number_max Nullable(Float64),
    comparator Nullable(String), unit Nullable(String), object Nullable(String), change Nullable(String), iso Nullable(String), claim Nullable(String),
    speaker Nullable(String)) ENGINE = ReplacingMergeTree ORDER BY (article, figure);
CREATE MATERIALIZED VIEW figures_in TO figures AS
WITH arrayFirst(c -> has(JSONExtract(c, 'values', 'Array(String)'), JSONExtractString(v, 'id')), JSONExtractArrayRaw(json, 'claims')) AS said
SELECT JSONExtractString(json, 'id') AS article, JSONExtractString(v, 'id') AS figure, JSONExtractString(v, 'type') AS type,
       JSONExtractString(v, 'text') AS text, JSONExtract(v, 'number', 'Nullable(Float64)') AS number,
       JSONExtract(v, 'number_max', 'Nullable(Float64)') AS number_max, JSONExtract(v, 'comparator', 'Nullable(String)') AS comparator,
       JSONExtract(v, 'unit', 'Nullable(String)') AS unit, lower(JSONExtract(v, 'object', 'Nullable(String)')) AS object,
       JSONExtract(v, 'change', 'Nullable(String)') AS change, JSONExtract(v, 'iso', 'Nullable(String)') AS iso,
       JSONExtract(said, 'id', 'Nullable(String)') AS claim, JSONExtract(said, 'speaker', 'name', 'Nullable(String)') AS speaker
FROM records ARRAY JOIN JSONExtractArrayRaw(json, 'values') AS v;

CREATE TABLE sources (article String, claim FixedString(16), place UInt32, name String) ENGINE = ReplacingMergeTree ORDER BY (article, claim, place);
CREATE MATERIALIZED VIEW sources_in TO sources AS
SELECT JSONExtractString(json, 'id') AS article, JSONExtractString(c, 'id') AS claim, place, JSONExtractString(s, 'name') AS name
FROM (SELECT json, c FROM records ARRAY JOIN JSONExtractArrayRaw(json, 'claims') AS c)
ARRAY JOIN JSONExtractArrayRaw(c, 'via') AS s, arrayEnumerate(JSONExtractArrayRaw(c, 'via')) AS place;

-- From Kafka: committed records only, as they come.
CREATE TABLE records_queue (json String) ENGINE = Kafka
SETTINGS kafka_broker_list = 'localhost:9092', kafka_topic_list = 'articles.enriched', kafka_group_name = 'clickhouse', kafka_format = 'JSONAsString';
CREATE MATERIALIZED VIEW queue_in TO records AS SELECT json FROM records_queue;
