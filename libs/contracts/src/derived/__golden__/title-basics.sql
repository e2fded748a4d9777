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

-- COPY columns
tconst, title_type, primary_title, original_title, is_adult, start_year, end_year, runtime_minutes, genres
