import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { appendPackedRun, appendRepeatedRun } from './bit-packing.js';
import { ByteOutput } from './byte-output.js';
import { snappyCompress } from './snappy.js';

type PageHeader = Parameters<typeof writePageHeader>[1];

/**
 * Writes pages of data page format v1, compressed with snappy: levels and values are gathered in `page` first.
 * @see https://parquet.apache.org/docs/file-format/data-pages/
 */
export class PageWriter {
  readonly page = new ByteOutput();
  /** Of the pages since it was set to 0, headers included. */
  uncompressedBytes = 0;
  private readonly compressed = new ByteOutput();
  private readonly headers = new ByteWriter();

  /** Begins a data page of rows, `count` of them present, with the definition levels: 1 where there is a value. */
  begin(present: Uint8Array, from: number, to: number, count: number): void {
    const { page } = this;
    page.clear();
    page.append(Uint8Array.of(0, 0, 0, 0));
    if (count === to - from) appendRepeatedRun(1, count, page);
    else if (count === 0) appendRepeatedRun(0, to - from, page);
    else appendPackedRun(present, from, to, 1, page);
    page.bytes.writeUInt32LE(page.length - 4, 0);
  }

  writeData(rows: number, encoding: 'PLAIN' | 'PLAIN_DICTIONARY', output: ByteOutput): void {
    const levels = { definition_level_encoding: 'RLE', repetition_level_encoding: 'RLE' } as const;
    this.write('DATA_PAGE', { data_page_header: { num_values: rows, encoding, ...levels } }, output);
  }

  /** Writes the plain values on the page as a dictionary. */
  writeDictionary(size: number, output: ByteOutput): void {
    const header = { num_values: size, encoding: 'PLAIN_DICTIONARY' } as const;
    this.write('DICTIONARY_PAGE', { dictionary_page_header: header }, output);
  }

  private write(type: PageHeader['type'], header: Partial<PageHeader>, output: ByteOutput): void {
    this.compressed.clear();
    snappyCompress(this.page.written, this.compressed);
    this.headers.index = this.headers.offset = 0;
    writePageHeader(this.headers, {
      ...header,
      type,
      uncompressed_page_size: this.page.length,
      compressed_page_size: this.compressed.length,
    });
    output.append(this.headers.getBytes());
    output.append(this.compressed.written);
    this.uncompressedBytes += this.headers.offset + this.page.length;
  }
}
