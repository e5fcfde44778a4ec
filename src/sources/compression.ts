// Which compression a file has, told from its first bytes: names lie (query.log.1 that is gzip, x.gz that is plain).

export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'lz4';

/** How many first bytes `compressionOf` and `gzipHeaderMtime` want to see. */
export const MAGIC_BYTES = 10;

/** RFC 1952 2.3.1, RFC 8878 3.1.1 and 3.1.2, the .xz format 2.1.1.1, LZ4 frame format (also its legacy form). */
export function compressionOf(head: Buffer): Compression {
  const at = (i: number): number => (i < head.length ? head[i]! : -1);
  if (at(0) === 0x1f && at(1) === 0x8b && at(2) === 8) return 'gzip';
  if (at(0) === 0xfd && head.toString('latin1', 1, 6) === '7zXZ\0') return 'xz';
  // "BZh", level 1-9, then the magic of the first block (or of the end, when empty): text may well begin with "BZh".
  if (head.toString('latin1', 0, 3) === 'BZh' && at(3) >= 0x31 && at(3) <= 0x39) {
    const block = head.toString('hex', 4, 10);
    if (block === '314159265359' || block === '177245385090') return 'bzip2';
  }
  if (head.length >= 4) {
    const magic = head.readUInt32LE(0);
    // A file that begins with a skippable frame is one that pzstd wrote; lz4 has them too but writes none.
    if (magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5) return 'zstd';
    if (magic === 0x184d2204 || magic === 0x184c2102) return 'lz4';
  }
  return 'none';
}

/** The time a gzip header gives, in ms since the epoch; undefined when it gives none (0: written from a pipe). */
export function gzipHeaderMtime(head: Buffer): number | undefined {
  if (head.length < 8 || compressionOf(head) !== 'gzip') return undefined;
  const seconds = head.readUInt32LE(4);
  return seconds === 0 ? undefined : seconds * 1000;
}
