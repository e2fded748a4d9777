-- schema imdb
CREATE SCHEMA IF NOT EXISTS "imdb";

-- schema sluice
CREATE SCHEMA IF NOT EXISTS "sluice";

-- rows of title-basics
CREATE TABLE IF NOT EXISTS "imdb"."title_basics" (
  "tconst" VARCHAR(12) NOT NULL,
  "title_type" VARCHAR(64) NOT NULL,
  "primary_title" VARCHAR(2048) NOT NULL,
  "original_title" VARCHAR(2048) NOT NULL,
  "is_adult" BOOLEAN NOT NULL,
  "start_year" INTEGER,
  "end_year" INTEGER,
  "runtime_minutes" INTEGER,
  "genres" SUPER,
  "_record_id" VARCHAR(256) NOT NULL,
  "_arrived_at" TIMESTAMP NOT NULL,
  "_load_id" VARCHAR(64) NOT NULL
) DISTKEY ("tconst") SORTKEY ("tconst");

-- bad records of title-basics, with their reasons
CREATE TABLE IF NOT EXISTS "imdb"."title_basics__rejects" (
  "_record_id" VARCHAR(256) NOT NULL,
  "_arrived_at" TIMESTAMP NOT NULL,
  "_load_id" VARCHAR(64) NOT NULL,
  "source_id" VARCHAR(256) NOT NULL,
  "state" VARCHAR(16) NOT NULL,
  "reason" VARCHAR(64) NOT NULL,
  "column_name" VARCHAR(128),
  "rule" VARCHAR(65535) NOT NULL,
  "value_preview" VARCHAR(1024),
  "raw_location" VARCHAR(2304),
  "settled_load_id" VARCHAR(64)
) DISTKEY ("_record_id") SORTKEY ("_arrived_at");

-- what was loaded into title-basics, source by source
CREATE TABLE IF NOT EXISTS "imdb"."title_basics__ledger" (
  "source_id" VARCHAR(256) NOT NULL,
  "load_id" VARCHAR(64) NOT NULL,
  "state" VARCHAR(16) NOT NULL,
  "kind" VARCHAR(16) NOT NULL,
  "origin" VARCHAR(2048) NOT NULL,
  "object_bucket" VARCHAR(255),
  "object_key" VARCHAR(1024),
  "object_version" VARCHAR(1024),
  "checksum" VARCHAR(256),
  "duplicate_of" VARCHAR(256),
  "quarantine_uri" VARCHAR(2048),
  "contract_version" INTEGER NOT NULL,
  "engine_version" VARCHAR(64),
  "records_read" BIGINT NOT NULL,
  "loaded" BIGINT NOT NULL,
  "deduplicated" BIGINT NOT NULL,
  "quarantined" BIGINT NOT NULL,
  "reconciled" BOOLEAN NOT NULL,
  "first_arrived_at" TIMESTAMP NOT NULL,
  "arrived_at" TIMESTAMP NOT NULL,
  "started_at" TIMESTAMP,
  "staged_at" TIMESTAMP,
  "loaded_at" TIMESTAMP NOT NULL
) DISTKEY ("source_id") SORTKEY ("loaded_at");

-- empty; loads of title-basics queue on it
CREATE TABLE IF NOT EXISTS "imdb"."title_basics__lock" (
  "held" BOOLEAN
) DISTSTYLE AUTO;

-- rows of title-ratings
CREATE TABLE IF NOT EXISTS "imdb"."title_ratings" (
  "tconst" VARCHAR(12) NOT NULL,
  "average_rating" DECIMAL(3,1) NOT NULL,
  "num_votes" INTEGER NOT NULL,
  "rated_at" TIMESTAMP NOT NULL,
  "_record_id" VARCHAR(256) NOT NULL,
  "_arrived_at" TIMESTAMP NOT NULL,
  "_load_id" VARCHAR(64) NOT NULL
) DISTKEY ("tconst") SORTKEY ("_arrived_at");

-- bad records of title-ratings, with their reasons
CREATE TABLE IF NOT EXISTS "imdb"."title_ratings__rejects" (
  "_record_id" VARCHAR(256) NOT NULL,
  "_arrived_at" TIMESTAMP NOT NULL,
  "_load_id" VARCHAR(64) NOT NULL,
  "source_id" VARCHAR(256) NOT NULL,
  "state" VARCHAR(16) NOT NULL,
  "reason" VARCHAR(64) NOT NULL,
  "column_name" VARCHAR(128),
  "rule" VARCHAR(65535) NOT NULL,
  "value_preview" VARCHAR(1024),
  "raw_location" VARCHAR(2304),
  "settled_load_id" VARCHAR(64)
) DISTKEY ("_record_id") SORTKEY ("_arrived_at");

-- what was loaded into title-ratings, source by source
CREATE TABLE IF NOT EXISTS "imdb"."title_ratings__ledger" (
  "source_id" VARCHAR(256) NOT NULL,
  "load_id" VARCHAR(64) NOT NULL,
  "state" VARCHAR(16) NOT NULL,
  "kind" VARCHAR(16) NOT NULL,
  "origin" VARCHAR(2048) NOT NULL,
  "object_bucket" VARCHAR(255),
  "object_key" VARCHAR(1024),
  "object_version" VARCHAR(1024),
  "checksum" VARCHAR(256),
  "duplicate_of" VARCHAR(256),
  "quarantine_uri" VARCHAR(2048),
  "contract_version" INTEGER NOT NULL,
  "engine_version" VARCHAR(64),
  "records_read" BIGINT NOT NULL,
  "loaded" BIGINT NOT NULL,
  "deduplicated" BIGINT NOT NULL,
  "quarantined" BIGINT NOT NULL,
  "reconciled" BOOLEAN NOT NULL,
  "first_arrived_at" TIMESTAMP NOT NULL,
  "arrived_at" TIMESTAMP NOT NULL,
  "started_at" TIMESTAMP,
  "staged_at" TIMESTAMP,
  "loaded_at" TIMESTAMP NOT NULL
) DISTKEY ("source_id") SORTKEY ("loaded_at");

-- empty; loads of title-ratings queue on it
CREATE TABLE IF NOT EXISTS "imdb"."title_ratings__lock" (
  "held" BOOLEAN
) DISTSTYLE AUTO;

-- rows of unrouted
CREATE TABLE IF NOT EXISTS "sluice"."unrouted" (
  "_record_id" VARCHAR(256) NOT NULL,
  "_arrived_at" TIMESTAMP NOT NULL,
  "_load_id" VARCHAR(64) NOT NULL
) DISTSTYLE AUTO SORTKEY ("_arrived_at");

-- bad records of unrouted, with their reasons
CREATE TABLE IF NOT EXISTS "sluice"."unrouted__rejects" (
  "_record_id" VARCHAR(256) NOT NULL,
  "_arrived_at" TIMESTAMP NOT NULL,
  "_load_id" VARCHAR(64) NOT NULL,
  "source_id" VARCHAR(256) NOT NULL,
  "state" VARCHAR(16) NOT NULL,
  "reason" VARCHAR(64) NOT NULL,
  "column_name" VARCHAR(128),
  "rule" VARCHAR(65535) NOT NULL,
  "value_preview" VARCHAR(1024),
  "raw_location" VARCHAR(2304),
  "settled_load_id" VARCHAR(64)
) DISTKEY ("_record_id") SORTKEY ("_arrived_at");

-- what was loaded into unrouted, source by source
CREATE TABLE IF NOT EXISTS "sluice"."unrouted__ledger" (
  "source_id" VARCHAR(256) NOT NULL,
  "load_id" VARCHAR(64) NOT NULL,
  "state" VARCHAR(16) NOT NULL,
  "kind" VARCHAR(16) NOT NULL,
  "origin" VARCHAR(2048) NOT NULL,
  "object_bucket" VARCHAR(255),
  "object_key" VARCHAR(1024),
  "object_version" VARCHAR(1024),
  "checksum" VARCHAR(256),
  "duplicate_of" VARCHAR(256),
  "quarantine_uri" VARCHAR(2048),
  "contract_version" INTEGER NOT NULL,
  "engine_version" VARCHAR(64),
  "records_read" BIGINT NOT NULL,
  "loaded" BIGINT NOT NULL,
  "deduplicated" BIGINT NOT NULL,
  "quarantined" BIGINT NOT NULL,
  "reconciled" BOOLEAN NOT NULL,
  "first_arrived_at" TIMESTAMP NOT NULL,
  "arrived_at" TIMESTAMP NOT NULL,
  "started_at" TIMESTAMP,
  "staged_at" TIMESTAMP,
  "loaded_at" TIMESTAMP NOT NULL
) DISTKEY ("source_id") SORTKEY ("loaded_at");

-- empty; loads of unrouted queue on it
CREATE TABLE IF NOT EXISTS "sluice"."unrouted__lock" (
  "held" BOOLEAN
) DISTSTYLE AUTO;

-- every load of every dataset
CREATE OR REPLACE VIEW "sluice"."ledger" AS
SELECT CAST('title-basics' AS VARCHAR(128)) AS "dataset", "source_id", "load_id", "state", "kind", "origin", "object_bucket", "object_key", "object_version", "checksum", "duplicate_of", "quarantine_uri", "contract_version", "engine_version", "records_read", "loaded", "deduplicated", "quarantined", "reconciled", "first_arrived_at", "arrived_at", "started_at", "staged_at", "loaded_at" FROM "imdb"."title_basics__ledger"
UNION ALL
SELECT CAST('title-ratings' AS VARCHAR(128)) AS "dataset", "source_id", "load_id", "state", "kind", "origin", "object_bucket", "object_key", "object_version", "checksum", "duplicate_of", "quarantine_uri", "contract_version", "engine_version", "records_read", "loaded", "deduplicated", "quarantined", "reconciled", "first_arrived_at", "arrived_at", "started_at", "staged_at", "loaded_at" FROM "imdb"."title_ratings__ledger"
UNION ALL
SELECT CAST('unrouted' AS VARCHAR(128)) AS "dataset", "source_id", "load_id", "state", "kind", "origin", "object_bucket", "object_key", "object_version", "checksum", "duplicate_of", "quarantine_uri", "contract_version", "engine_version", "records_read", "loaded", "deduplicated", "quarantined", "reconciled", "first_arrived_at", "arrived_at", "started_at", "staged_at", "loaded_at" FROM "sluice"."unrouted__ledger"
WITH NO SCHEMA BINDING;

-- every bad record of every dataset
CREATE OR REPLACE VIEW "sluice"."rejects" AS
SELECT CAST('title-basics' AS VARCHAR(128)) AS "dataset", "_record_id", "_arrived_at", "_load_id", "source_id", "state", "reason", "column_name", "rule", "value_preview", "raw_location", "settled_load_id" FROM "imdb"."title_basics__rejects"
UNION ALL
SELECT CAST('title-ratings' AS VARCHAR(128)) AS "dataset", "_record_id", "_arrived_at", "_load_id", "source_id", "state", "reason", "column_name", "rule", "value_preview", "raw_location", "settled_load_id" FROM "imdb"."title_ratings__rejects"
UNION ALL
SELECT CAST('unrouted' AS VARCHAR(128)) AS "dataset", "_record_id", "_arrived_at", "_load_id", "source_id", "state", "reason", "column_name", "rule", "value_preview", "raw_location", "settled_load_id" FROM "sluice"."unrouted__rejects"
WITH NO SCHEMA BINDING;
