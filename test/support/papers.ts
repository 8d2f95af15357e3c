import PdfKit from 'pdfkit';
import { npi } from './npi.ts';

/** What stands on an invented referral form. Absent: the usual. An empty text: the form leaves it out. */
export type Paper = {
  readonly patient?: string;
  readonly born?: string;
  readonly phone?: string;
  readonly address?: string;
  readonly member?: string;
  readonly doctor?: string;
  readonly npi?: string;
  readonly practice?: string;
  readonly practicePhone?: string;
  readonly practiceFax?: string;
  readonly reason?: string;
  readonly diagnosis?: string;
  readonly service?: string;
  readonly urgency?: string;
  readonly number?: string;
};

const usual: Required<Paper> = {
  patient: 'ZZTESTROE, Bertram',
  born: '03/12/1952',
  phone: '(312) 555-0144',
  address: '12 Mill Road, Cedar Valley, IL 60000',
  member: 'XQD 884 10',
  doctor: 'Renata ZZTESTORTIZ, MD',
  npi: npi(41),
  practice: 'Northside Family Medicine',
  practicePhone: '(312) 555-0171',
  practiceFax: '(312) 555-0172',
  reason: 'Knee pain after a fall, no improvement with therapy',
  diagnosis: 'M25.561 Pain in right knee',
  service: 'Orthopedic consultation',
  urgency: 'Routine',
  number: '',
};

/** A referral form as a PDF with text: nothing has to be read from pictures. Several papers are several pages. */
export function paperPdf(...papers: readonly Paper[]): Promise<Buffer> {
  const document = new PdfKit({ size: 'LETTER', margin: 54, autoFirstPage: false });
  for (const paper of papers) drawPaper(document, { ...usual, ...paper });
  return finished(document);
}

/** A page of plain lines, such as chart notes. */
export function linesPdf(...lines: readonly string[]): Promise<Buffer> {
  const document = new PdfKit({ size: 'LETTER', margin: 54 });
  for (const line of lines) document.fontSize(11).text(line);
  return finished(document);
}

function drawPaper(document: PDFKit.PDFDocument, paper: Required<Paper>): void {
  document.addPage();
  document.fontSize(18).text('REFERRAL FORM', { align: 'center' }).moveDown();
  document.fontSize(11);
  const rows: readonly (readonly [string, string])[] = [
    ['Patient Name:', paper.patient],
    ['Date of Birth:', paper.born],
    ['Patient Phone:', paper.phone],
    ['Patient Address:', paper.address],
    ['Member ID:', paper.member],
    ['Referral Number:', paper.number],
    ['Referring Provider:', paper.doctor],
    ['NPI:', paper.npi],
    ['Practice:', paper.practice],
    ['Practice Phone:', paper.practicePhone],
    ['Practice Fax:', paper.practiceFax],
    ['Reason for Referral:', paper.reason],
    ['Diagnosis (ICD-10):', paper.diagnosis],
    ['Service Requested:', paper.service],
    ['Urgency:', paper.urgency],
  ];
  let y = document.y + 8;
  for (const [label, value] of rows) {
    if (value === '') continue;
    document.text(label, 54, y).text(value, 210, y);
    y += 24;
  }
}

function finished(document: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    document.end();
  });
}
