"""Cleans a title-basics tsv.gz with pandas: read as text, coerce, keep the rows whose values are right.

Lines with too many fields are skipped by the reader; those with too few come out with nulls at the end, which
pandas cannot tell from nulls in the file.
"""

import csv
import sys

import pandas

from process_report import report


def coerced(raw, lowest, highest):
    """The numbers, and whether each was null or a whole number in range."""
    numbers = pandas.to_numeric(raw, errors="coerce")
    right = numbers.between(lowest, highest) & (numbers % 1 == 0)
    return numbers.where(right).astype("Int32"), right | raw.isna()


def main(input_path, output_directory):
    titles = pandas.read_csv(
        input_path,
        sep="\t",
        dtype=str,
        quoting=csv.QUOTE_NONE,
        keep_default_na=False,
        na_values=["\\N"],
        on_bad_lines="skip",
    )
    read = len(titles)
    titles.columns = [
        "tconst",
        "title_type",
        "primary_title",
        "original_title",
        "is_adult",
        "start_year",
        "end_year",
        "runtime_minutes",
        "genres",
    ]
    right = titles["tconst"].str.fullmatch(r"tt\d{7,10}").fillna(False).astype(bool)
    for name, longest in [("title_type", 64), ("primary_title", 2048), ("original_title", 2048)]:
        right &= titles[name].str.len().between(1, longest).fillna(False).astype(bool)
    right &= titles["is_adult"].isin(["0", "1"])
    for name, lowest, highest in [("start_year", 1800, 2200), ("end_year", 1800, 2200), ("runtime_minutes", 0, 100000)]:
        titles[name], in_range = coerced(titles[name], lowest, highest)
        right &= in_range
    right &= titles["genres"].isna() | (titles["genres"] != "")
    titles = titles[right].copy()
    titles["is_adult"] = titles["is_adult"] == "1"
    titles["genres"] = titles["genres"].str.split(",")
    row_file = f"{output_directory}/rows.parquet"
    titles.to_parquet(row_file, index=False)
    report(len(titles), read - len(titles), row_file)


main(sys.argv[1], sys.argv[2])
