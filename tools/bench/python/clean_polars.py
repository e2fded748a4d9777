"""Cleans a title-basics tsv.gz with polars: scan as text, cast without strictness, keep the right rows, sink.

Lines with too many fields are cut, those with too few filled with nulls: polars either does that or gives up the
whole file.
"""

import sys

import polars

from process_report import report


def text(name, source, longest):
    column = polars.col(source)
    return column.alias(name), column.str.len_bytes().is_between(1, longest)


def number(name, source, lowest, highest):
    column = polars.col(source)
    value = column.cast(polars.Int32, strict=False)
    return value.alias(name), column.is_null() | value.is_between(lowest, highest)


def main(input_path, output_directory):
    is_adult = polars.col("isAdult")
    genres = polars.col("genres")
    columns = [
        (polars.col("tconst"), polars.col("tconst").str.contains(r"^tt\d{7,10}$")),
        text("title_type", "titleType", 64),
        text("primary_title", "primaryTitle", 2048),
        text("original_title", "originalTitle", 2048),
        ((is_adult == "1").alias("is_adult"), is_adult.is_in(["0", "1"])),
        number("start_year", "startYear", 1800, 2200),
        number("end_year", "endYear", 1800, 2200),
        number("runtime_minutes", "runtimeMinutes", 0, 100000),
        (genres.str.split(","), genres.is_null() | (genres != "")),
    ]
    row_file = f"{output_directory}/rows.parquet"
    titles = polars.scan_csv(
        input_path,
        separator="\t",
        quote_char=None,
        infer_schema=False,
        null_values="\\N",
        truncate_ragged_lines=True,
    )
    right = titles.filter(polars.all_horizontal([rule for _, rule in columns]))
    right.select([value for value, _ in columns]).sink_parquet(row_file, compression="snappy")
    clean = polars.scan_parquet(row_file).select(polars.len()).collect().item()
    report(clean, None, row_file)


main(sys.argv[1], sys.argv[2])
