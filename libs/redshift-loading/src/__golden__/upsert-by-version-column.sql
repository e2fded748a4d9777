SET statement_timeout TO 60000;

LOCK TABLE "shop"."stock__lock";

CREATE TEMP TABLE "sluice_sources_load-1" (
  "_source_no" INTEGER,
  "source_id" VARCHAR(256),
  "kind" VARCHAR(16),
  "origin" VARCHAR(2048),
  "object_bucket" VARCHAR(255),
  "object_key" VARCHAR(1024),
  "object_version" VARCHAR(1024),
  "checksum" VARCHAR(256),
  "first_arrived_at" TIMESTAMP,
  "arrived_at" TIMESTAMP,
  "records_read" BIGINT,
  "contract_version" INTEGER,
  "engine_version" VARCHAR(64),
  "quarantine_uri" VARCHAR(2048)
);

COPY "sluice_sources_load-1" FROM 's3://staging/load/sources.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/warehouse-copy' FORMAT AS PARQUET MANIFEST;

CREATE TEMP TABLE "sluice_verdicts_load-1" (
  "_source_no" INTEGER,
  "source_id" VARCHAR(256),
  "verdict" VARCHAR(16),
  "duplicate_of" VARCHAR(256)
);

INSERT INTO "sluice_verdicts_load-1" ("_source_no", "source_id", "verdict", "duplicate_of")
SELECT j."_source_no", j."source_id", j."verdict", CASE WHEN j."verdict" = 'duplicate' THEN j."standing_id" END
FROM (
  SELECT s."_source_no", s."source_id", l."source_id" AS "standing_id",
    CASE WHEN s."_repeat" > 1 OR k."source_id" IS NOT NULL THEN 'known'
      WHEN l."checksum" = s."checksum" AND l."contract_version" = s."contract_version" THEN 'duplicate'
      ELSE 'new' END AS "verdict"
  FROM (
    SELECT "_source_no", "source_id", "kind", "checksum", "contract_version", "arrived_at",
      ROW_NUMBER() OVER (PARTITION BY "source_id" ORDER BY "_source_no") AS "_repeat",
      ROW_NUMBER() OVER (PARTITION BY "kind" ORDER BY "arrived_at" DESC, "source_id" DESC, "_source_no") AS "_age"
    FROM "sluice_sources_load-1"
  ) s
  LEFT JOIN (SELECT DISTINCT "source_id" FROM "shop"."stock__ledger") k ON k."source_id" = s."source_id"
  LEFT JOIN (
    SELECT o."_source_no", p."source_id", p."checksum", p."contract_version",
      ROW_NUMBER() OVER (PARTITION BY o."_source_no" ORDER BY p."arrived_at" DESC, p."source_id" DESC) AS "_rank"
    FROM "sluice_sources_load-1" o
    JOIN "shop"."stock__ledger" p ON p."object_bucket" = o."object_bucket" AND p."object_key" = o."object_key" AND p."object_key" || '.' = o."object_key" || '.'
    WHERE o."kind" = 'file' AND p."kind" = 'file' AND p."state" = 'loaded'
  ) l ON l."_source_no" = s."_source_no" AND l."_rank" = 1
) j;

CREATE TEMP TABLE "sluice_rows_load-1" (
  "_source_no" INTEGER,
  "_ordinal" BIGINT,
  "_record_id" VARCHAR(256),
  "_arrived_at" TIMESTAMP,
  "sku" VARCHAR(64),
  "place" VARCHAR(64),
  "revision" INTEGER
);

COPY "sluice_rows_load-1" FROM 's3://staging/load/rows.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/warehouse-copy' FORMAT AS PARQUET MANIFEST;

CREATE TEMP TABLE "sluice_rows_records_load-1" (
  "_source_no" INTEGER,
  "_ordinal" BIGINT,
  "_record_id" VARCHAR(256),
  "_arrived_at" TIMESTAMP,
  "sku" VARCHAR(64),
  "place" VARCHAR(64),
  "revision" INTEGER
);

INSERT INTO "sluice_rows_records_load-1" ("_source_no", "_ordinal", "_record_id", "_arrived_at", "sku", "place", "revision")
SELECT r."_source_no", r."_ordinal",
  COALESCE(r."_record_id", s."source_id" || ':' || LPAD(CAST(r."_ordinal" AS VARCHAR), 12, '0')),
  COALESCE(r."_arrived_at", s."arrived_at"), r."sku", r."place", r."revision"
FROM "sluice_rows_load-1" r
JOIN "sluice_sources_load-1" s ON s."_source_no" = r."_source_no"
JOIN "sluice_verdicts_load-1" v ON v."_source_no" = r."_source_no"
WHERE v."verdict" <> 'known';

CREATE TEMP TABLE "sluice_rows_marks_load-1" (
  "_source_no" INTEGER,
  "_ordinal" BIGINT,
  "why" VARCHAR(16)
);

INSERT INTO "sluice_rows_marks_load-1" ("_source_no", "_ordinal", "why")
SELECT c."_source_no", c."_ordinal", v."verdict"
FROM "sluice_rows_records_load-1" c
JOIN "sluice_verdicts_load-1" v ON v."_source_no" = c."_source_no"
WHERE v."verdict" IN ('duplicate', 'superseded');

INSERT INTO "sluice_rows_marks_load-1" ("_source_no", "_ordinal", "why")
SELECT c."_source_no", c."_ordinal", 'repeated'
FROM (
  SELECT c."_source_no", c."_ordinal",
    ROW_NUMBER() OVER (PARTITION BY c."_record_id" ORDER BY c."_source_no" ASC, c."_ordinal" ASC) AS "_rank"
  FROM "sluice_rows_records_load-1" c
  JOIN "sluice_sources_load-1" s ON s."_source_no" = c."_source_no" AND s."kind" <> 'file'
  LEFT JOIN "sluice_rows_marks_load-1" m ON m."_source_no" = c."_source_no" AND m."_ordinal" = c."_ordinal"
  WHERE m."_source_no" IS NULL
) c
WHERE c."_rank" > 1;

INSERT INTO "sluice_rows_marks_load-1" ("_source_no", "_ordinal", "why")
SELECT DISTINCT c."_source_no", c."_ordinal", 'present'
FROM "sluice_rows_records_load-1" c
  JOIN "sluice_sources_load-1" s ON s."_source_no" = c."_source_no" AND s."kind" <> 'file'
  JOIN "shop"."stock" t ON t."_record_id" = c."_record_id"
  LEFT JOIN "sluice_rows_marks_load-1" m ON m."_source_no" = c."_source_no" AND m."_ordinal" = c."_ordinal"
  WHERE m."_source_no" IS NULL
  AND (t."_arrived_at" BETWEEN TIMESTAMP '2026-03-01 00:00:00.000' AND TIMESTAMP '2026-03-01 00:00:00.000');

INSERT INTO "sluice_rows_marks_load-1" ("_source_no", "_ordinal", "why")
SELECT c."_source_no", c."_ordinal", 'superseded'
FROM (
  SELECT c."_source_no", c."_ordinal",
    ROW_NUMBER() OVER (PARTITION BY c."sku", c."place" ORDER BY c."revision" DESC, c."_arrived_at" DESC, c."_record_id" DESC, c."_source_no" ASC, c."_ordinal" ASC) AS "_rank"
  FROM "sluice_rows_records_load-1" c
  LEFT JOIN "sluice_rows_marks_load-1" m ON m."_source_no" = c."_source_no" AND m."_ordinal" = c."_ordinal"
  WHERE m."_source_no" IS NULL
) c
WHERE c."_rank" > 1;

INSERT INTO "sluice_rows_marks_load-1" ("_source_no", "_ordinal", "why")
SELECT DISTINCT c."_source_no", c."_ordinal", 'superseded'
FROM "sluice_rows_records_load-1" c
  JOIN "shop"."stock" t ON t."sku" = c."sku" AND t."place" = c."place"
  JOIN "sluice_sources_load-1" s ON s."_source_no" = c."_source_no"
  LEFT JOIN "shop"."stock__ledger" whole ON whole."source_id" = CASE WHEN s."kind" = 'replay' THEN CASE WHEN LENGTH(c."_record_id") > 13 THEN SUBSTRING(c."_record_id", 1, LENGTH(c."_record_id") - 13) END END
  LEFT JOIN (
    SELECT d."duplicate_of", d."object_bucket", d."object_key", d."arrived_at", d."source_id",
      ROW_NUMBER() OVER (PARTITION BY d."duplicate_of" ORDER BY d."arrived_at" DESC, d."source_id" DESC) AS "_rank"
    FROM (
      SELECT "duplicate_of", "object_bucket", "object_key", "arrived_at", "source_id"
      FROM "shop"."stock__ledger" WHERE "state" = 'duplicate'
      UNION ALL
      SELECT v."duplicate_of", n."object_bucket", n."object_key", n."arrived_at", n."source_id"
      FROM "sluice_sources_load-1" n
      JOIN "sluice_verdicts_load-1" v ON v."_source_no" = n."_source_no"
      WHERE v."verdict" = 'duplicate'
    ) d
    JOIN "shop"."stock__ledger" o ON o."source_id" = d."duplicate_of"
    WHERE d."arrived_at" > o."arrived_at" OR (d."arrived_at" = o."arrived_at" AND d."source_id" > o."source_id")
  ) again ON again."_rank" = 1 AND again."duplicate_of" = CASE WHEN LENGTH(t."_record_id") > 13 THEN SUBSTRING(t."_record_id", 1, LENGTH(t."_record_id") - 13) END
    AND again."object_bucket" = COALESCE(s."object_bucket", whole."object_bucket") AND again."object_key" = COALESCE(s."object_key", whole."object_key") AND again."object_key" || '.' = COALESCE(s."object_key", whole."object_key") || '.'
  LEFT JOIN "sluice_rows_marks_load-1" m ON m."_source_no" = c."_source_no" AND m."_ordinal" = c."_ordinal"
  WHERE m."_source_no" IS NULL
  AND (t."revision" > c."revision" OR (t."revision" = c."revision" AND (COALESCE(again."arrived_at", t."_arrived_at") > c."_arrived_at" OR (COALESCE(again."arrived_at", t."_arrived_at") = c."_arrived_at" AND COALESCE(again."source_id" || SUBSTRING(t."_record_id", LENGTH(t."_record_id") - 12), t."_record_id") >= c."_record_id"))));

CREATE TEMP TABLE "sluice_rows_accepted_load-1" (
  "_source_no" INTEGER,
  "_ordinal" BIGINT,
  "_record_id" VARCHAR(256),
  "_arrived_at" TIMESTAMP,
  "sku" VARCHAR(64),
  "place" VARCHAR(64)
);

INSERT INTO "sluice_rows_accepted_load-1" ("_source_no", "_ordinal", "_record_id", "_arrived_at", "sku", "place")
SELECT c."_source_no", c."_ordinal", c."_record_id", c."_arrived_at", c."sku", c."place"
FROM "sluice_rows_records_load-1" c
  LEFT JOIN "sluice_rows_marks_load-1" m ON m."_source_no" = c."_source_no" AND m."_ordinal" = c."_ordinal"
  WHERE m."_source_no" IS NULL;

DELETE FROM "shop"."stock" USING "sluice_rows_accepted_load-1"
WHERE "stock"."sku" = "sluice_rows_accepted_load-1"."sku" AND "stock"."place" = "sluice_rows_accepted_load-1"."place";

INSERT INTO "shop"."stock" ("sku", "place", "revision", "_record_id", "_arrived_at", "_load_id")
SELECT r."sku", r."place", r."revision", a."_record_id", a."_arrived_at", 'load-1'
FROM "sluice_rows_load-1" r
JOIN "sluice_rows_accepted_load-1" a ON a."_source_no" = r."_source_no" AND a."_ordinal" = r."_ordinal";

UPDATE "shop"."stock__rejects" SET "state" = c."state", "settled_load_id" = 'load-1'
FROM (
  SELECT t."_record_id", MAX(CASE WHEN m."_source_no" IS NULL THEN 'loaded' ELSE 'deduplicated' END) AS "state"
  FROM "shop"."stock__rejects" t
  JOIN "sluice_rows_records_load-1" r ON r."_record_id" = t."_record_id"
  LEFT JOIN "sluice_rows_marks_load-1" m ON m."_source_no" = r."_source_no" AND m."_ordinal" = r."_ordinal"
  WHERE t."state" = 'quarantined' AND (t."_arrived_at" BETWEEN TIMESTAMP '2026-03-01 00:00:00.000' AND TIMESTAMP '2026-03-01 00:00:00.000')
  GROUP BY t."_record_id"
) c
WHERE "stock__rejects"."_record_id" = c."_record_id"
  AND ("stock__rejects"."_arrived_at" BETWEEN TIMESTAMP '2026-03-01 00:00:00.000' AND TIMESTAMP '2026-03-01 00:00:00.000');

INSERT INTO "shop"."stock__ledger" ("source_id", "load_id", "state", "kind", "origin", "object_bucket", "object_key", "object_version", "checksum", "duplicate_of", "quarantine_uri", "contract_version", "engine_version", "records_read", "loaded", "deduplicated", "quarantined", "reconciled", "first_arrived_at", "arrived_at", "started_at", "staged_at", "loaded_at")
SELECT s."source_id",
  'load-1',
  CASE WHEN v."verdict" = 'new' THEN 'loaded' ELSE v."verdict" END,
  s."kind",
  s."origin",
  s."object_bucket",
  s."object_key",
  s."object_version",
  s."checksum",
  v."duplicate_of",
  s."quarantine_uri",
  s."contract_version",
  s."engine_version",
  s."records_read",
  COALESCE(written_rows."n", 0),
  COALESCE(marked_rows."n", 0),
  0,
  CASE WHEN s."records_read" = COALESCE(written_rows."n", 0) + COALESCE(marked_rows."n", 0)
    AND s."records_read" = COALESCE(staged_rows."n", 0) THEN TRUE END,
  s."first_arrived_at",
  s."arrived_at",
  TIMESTAMP '2026-03-02 03:30:00.000',
  TIMESTAMP '2026-03-02 03:38:20.000',
  GETDATE()
FROM "sluice_sources_load-1" s
JOIN "sluice_verdicts_load-1" v ON v."_source_no" = s."_source_no"
LEFT JOIN (
  SELECT a."_source_no", COUNT(*) AS "n"
  FROM "shop"."stock" t
  JOIN "sluice_rows_accepted_load-1" a ON a."_record_id" = t."_record_id"
  WHERE t."_load_id" = 'load-1'
    AND (t."_arrived_at" BETWEEN TIMESTAMP '2026-03-01 00:00:00.000' AND TIMESTAMP '2026-03-01 00:00:00.000')
  GROUP BY a."_source_no"
) written_rows ON written_rows."_source_no" = s."_source_no"
LEFT JOIN (SELECT "_source_no", COUNT(*) AS "n" FROM "sluice_rows_marks_load-1" GROUP BY "_source_no") marked_rows ON marked_rows."_source_no" = s."_source_no"
LEFT JOIN (SELECT "_source_no", COUNT(*) AS "n" FROM "sluice_rows_load-1" GROUP BY "_source_no") staged_rows ON staged_rows."_source_no" = s."_source_no"
WHERE v."verdict" <> 'known';

SELECT v."_source_no", l."source_id", l."load_id", l."state", l."kind", l."origin", l."object_bucket", l."object_key", l."object_version", l."checksum", l."duplicate_of", l."quarantine_uri", l."contract_version", l."engine_version", l."records_read", l."loaded", l."deduplicated", l."quarantined", l."reconciled", l."first_arrived_at", l."arrived_at", l."started_at", l."staged_at", l."loaded_at"
FROM "sluice_verdicts_load-1" v
JOIN "shop"."stock__ledger" l ON l."source_id" = v."source_id"
ORDER BY v."_source_no";
