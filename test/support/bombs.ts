import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';

/** Small files that are made to do harm: each names a limit that has to hold. All are built, none is kept in the repository. */

/** A PDF of a few kilobytes whose page unpacks, twice over, to `gigabytes` of blanks. */
export function doubleFlatePdf(gigabytes: number): Uint8Array {
  const content = deflateSync(flateOf(0x20, gigabytes * 1024), { level: 9 });
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>',
    stream('/Filter[/FlateDecode/FlateDecode]', content),
  ]);
}

/** A PDF with a white fax page of `side` × `side` pixels: one bit a line (ITU-T T.6). */
export function hugeImagePdf(side: number): Uint8Array {
  const image = Buffer.alloc(Math.ceil(side / 8), 0xff);
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    stream('', Buffer.from('612 0 0 792 0 0 cm /I Do')),
    stream(
      `/Type/XObject/Subtype/Image/Width ${side}/Height ${side}/ColorSpace/DeviceGray/BitsPerComponent 1` +
        `/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns ${side}/Rows ${side}>>`,
      image,
    ),
  ]);
}

/** A PDF whose page draws a form ten times that draws another ten times, `levels` deep. */
export function nestedFormsPdf(levels: number): Uint8Array {
  const form = (index: number): Buffer => {
    const isLast = index === levels - 1;
    const content = isLast ? '0 0 10 10 re f' : '/F Do '.repeat(10);
    const next = isLast ? '' : `/Resources<</XObject<</F ${index + 6} 0 R>>>>`;
    return stream(`/Type/XObject/Subtype/Form/BBox[0 0 612 792]${next}`, Buffer.from(content));
  };
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>',
    stream('', Buffer.from('/F Do '.repeat(10))),
    ...Array.from({ length: levels }, (_, index) => form(index)),
  ]);
}

/** A PDF whose tree of pages leads back into itself. */
export function pageLoopPdf(): Uint8Array {
  return pdfOf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R]/Count 1>>']);
}

/** A PDF with a page of `points` × `points`: 200,000 are 70 metres. */
export function hugePagePdf(points: number): Uint8Array {
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${points} ${points}]/Contents 4 0 R>>`,
    stream('', Buffer.from(`0 0 m ${points} ${points} l S`)),
  ]);
}

/** A PDF of `count` small pages that share one content. */
export function manyPagesPdf(count: number): Uint8Array {
  const kids = Array.from({ length: count }, (_, index) => `${index + 4} 0 R`).join(' ');
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${count}/MediaBox[0 0 144 144]>>`,
    stream('', Buffer.from('0 0 m 140 140 l S')),
    ...Array.from({ length: count }, () => '<</Type/Page/Parent 2 0 R/Contents 3 0 R>>'),
  ]);
}

/** A TIFF with a white G4 page of `side` × `side` pixels. `isLoop`: its page is followed by itself. */
export function hugeTiff(side: number, isLoop = false): Uint8Array {
  const image = Buffer.alloc(Math.ceil(side / 8), 0xff);
  const entries: readonly (readonly [number, number, number])[] = [
    [256, 4, side],
    [257, 4, side],
    [258, 3, 1],
    [259, 3, 4],
    [262, 3, 0],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, side],
    [279, 4, image.length],
  ];
  const directoryAt = 8 + image.length;
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, value], index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  directory.writeUInt32LE(isLoop ? directoryAt : 0, directory.length - 4);
  const head = Buffer.alloc(8);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(directoryAt, 4);
  return Buffer.concat([head, image, directory]);
}

/** A black PNG of `side` × `side` pixels in colour. */
export function hugePng(side: number): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const megabytes = Math.ceil((side * (side * 3 + 1)) / MEGABYTE);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', head),
    pngChunk('IDAT', flateOf(0, megabytes)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A Word document whose text is `megabytes` of XML. `isLying`: its archive says one. */
export function hugeDocx(megabytes: number, isLying = false): Uint8Array {
  const paragraph = '<w:p><w:r><w:t>words words words words words words words words</w:t></w:r></w:p>';
  const unit = Buffer.from(paragraph.repeat(Math.floor(MEGABYTE / paragraph.length)));
  const start = Buffer.from(
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>',
  );
  const end = Buffer.from('</w:body></w:document>');
  const packed = Buffer.concat([
    deflateRawSync(start, { finishFlush: constants.Z_FULL_FLUSH }),
    ...Array.from({ length: megabytes }, () => packedUnit(unit)),
    deflateRawSync(end),
  ]);
  const size = start.length + megabytes * unit.length + end.length;
  return zipOf([
    textFile('[Content_Types].xml', CONTENT_TYPES),
    textFile('_rels/.rels', RELATIONS),
    { name: 'word/document.xml', packed, size: isLying ? MEGABYTE : size, crc: 0 },
  ]);
}

/** An archive of `count` files of `megabytes` zeros each. `isLying`: it says a kilobyte. */
export function zipBomb(count: number, megabytes: number, isLying = false): Uint8Array {
  const unit = Buffer.alloc(MEGABYTE);
  const packed = Buffer.concat([
    ...Array.from({ length: megabytes }, () => packedUnit(unit)),
    Buffer.from([3, 0]),
  ]);
  const size = isLying ? 1024 : megabytes * MEGABYTE;
  return zipOf(
    Array.from({ length: count }, (_, index) => ({ name: `scan${index}.pdf`, packed, size, crc: 0 })),
  );
}

/** An archive in an archive, `depth` times, around `core`. */
export function nestedZip(depth: number, core: Uint8Array): Uint8Array {
  let inner = core;
  for (let level = 0; level < depth; level += 1) {
    const body = Buffer.from(inner);
    inner = zipOf([
      { name: `level${level}.zip`, packed: deflateRawSync(body), size: body.length, crc: crc32(body) },
    ]);
  }
  return inner;
}

/** A mail with `count` parts beside each other. */
export function manyPartsMail(count: number): Uint8Array {
  const part =
    '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n';
  return Buffer.from(
    `${MAIL_HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(count)}--b--\r\n`,
  );
}

/** A mail of parts inside parts, `depth` deep. */
export function deepMail(depth: number): Uint8Array {
  const levels = Array.from(
    { length: depth },
    (_, index) => `Content-Type: multipart/mixed; boundary=b${index}\r\n\r\n--b${index}\r\n`,
  );
  return Buffer.from(`${MAIL_HEAD}${levels.join('')}Content-Type: text/plain\r\n\r\nx\r\n`);
}

export function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const places: number[] = [];
  let at = parts[0]?.length ?? 0;
  objects.forEach((object, index) => {
    const body = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    ]);
    places.push(at);
    parts.push(body);
    at += body.length;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  return Buffer.concat([
    ...parts,
    Buffer.from(
      `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer<</Size ${count}/Root 1 0 R${trailer}>>\nstartxref\n${at}\n%%EOF\n`,
    ),
  ]);
}

function stream(dictionary: string, body: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<<${dictionary}/Length ${body.length}>>stream\n`),
    body,
    Buffer.from('\nendstream'),
  ]);
}

/** A zlib stream of so many megabytes of one byte, without ever having them: packed pieces can be put one after the other. */
function flateOf(byte: number, megabytes: number): Buffer {
  const piece = packedUnit(Buffer.alloc(MEGABYTE, byte));
  return Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    ...Array.from({ length: megabytes }, () => piece),
    Buffer.from([3, 0]),
    adlerOf(byte, megabytes * MEGABYTE),
  ]);
}

function packedUnit(unit: Buffer): Buffer {
  return deflateRawSync(unit, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
}

/** Adler-32 of so many equal bytes (RFC 1950). */
function adlerOf(byte: number, length: number): Buffer {
  const count = BigInt(length);
  const value = BigInt(byte);
  const low = (1n + count * value) % 65_521n;
  const high = (count + (value * count * (count + 1n)) / 2n) % 65_521n;
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(Number(high * 65_536n + low));
  return sum;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

type PackedFile = {
  readonly name: string;
  readonly packed: Buffer;
  readonly size: number;
  readonly crc: number;
};

function textFile(name: string, text: string): PackedFile {
  const body = Buffer.from(text);
  return { name, packed: deflateRawSync(body), size: body.length, crc: crc32(body) };
}

/** An archive of packed pieces as they are, true or not (PKWARE APPNOTE 6.3). */
function zipOf(files: readonly PackedFile[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, packed, size, crc } of files) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 'latin1');
    common.copy(entry, 6);
    entry.writeUInt32LE(at, 42);
    local.push(Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed);
    central.push(entry, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, directory, end]);
}

const MEGABYTE = 1024 * 1024;
const MAIL_HEAD =
  'From: <clinic@example.example>\r\nTo: <hub@example.example>\r\nSubject: Referral\r\nMIME-Version: 1.0\r\n';
const CONTENT_TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const RELATIONS =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';
