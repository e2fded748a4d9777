CREATE TABLE IF NOT EXISTS "imdb"."title_ratings" (
  "tconst" VARCHAR(12) NOT NULL,
  "average_rating" DECIMAL(3,1) NOT NULL,
  "num_votes" INTEGER NOT NULL,
  "rated_at" TIMESTAMP NOT NULL,
  "_record_id" VARCHAR(256) NOT NULL,
  "_arrived_at" TIMESTAMP NOT NULL,
  "_load_id" VARCHAR(64) NOT NULL
) DISTKEY ("tconst") SORTKEY ("_arrived_at");

-- COPY columns
tconst, average_rating, num_votes, rated_at
