/** An instance identifier (HL7 data type II): an OID, and a number inside it where the OID is an authority's. */
export type CcdaId = { readonly root: string; readonly extension?: string };

export type CcdaCode = {
  readonly code: string;
  readonly system?: string;
  readonly name?: string;
};

export type CcdaName = {
  readonly family?: string;
  readonly given: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
  /** A name that is not taken apart. */
  readonly text?: string;
};

export type CcdaAddress = {
  readonly lines: readonly string[];
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
  readonly country?: string;
};

/** A `telecom`: its URL (`tel:`, `fax:`, `mailto:`) or whatever stands there. */
export type CcdaTelecom = { readonly value: string; readonly use?: string };

/** A person and the organisation they act for (CDA R2 section 4.2.2). */
export type CcdaParty = {
  /** Where it stands, as the standard spells it: `author/assignedAuthor`. */
  readonly path: string;
  readonly ids: readonly CcdaId[];
  readonly name?: CcdaName;
  readonly organisation?: { readonly ids: readonly CcdaId[]; readonly name?: string };
  readonly telecoms: readonly CcdaTelecom[];
  readonly address?: CcdaAddress;
  /** HL7 timestamp of the act, where one stands. */
  readonly time?: string;
};

export type CcdaSection = {
  readonly code?: CcdaCode;
  readonly title?: string;
  /** Its narrative as one line of text. */
  readonly text: string;
};

/** The head of a clinical document for machines, and its sections in words (HL7 CDA R2; C-CDA R1.1, R2.1, 4.0). Times are HL7 timestamps. */
export type CcdaDocument = {
  readonly id?: CcdaId;
  readonly setId?: CcdaId;
  readonly version?: string;
  readonly code?: CcdaCode;
  readonly title?: string;
  readonly time?: string;
  /** N, R or V. */
  readonly confidentiality?: string;
  readonly patient: {
    readonly ids: readonly CcdaId[];
    readonly name?: CcdaName;
    readonly birthTime?: string;
    readonly sex?: string;
    readonly addresses: readonly CcdaAddress[];
    readonly telecoms: readonly CcdaTelecom[];
  };
  readonly authors: readonly CcdaParty[];
  /** Who signed it with legal effect; absent: nobody has. */
  readonly signer?: CcdaParty;
  readonly recipients: readonly CcdaParty[];
  /** `documentationOf/serviceEvent/performer` whose function is primary care provider. */
  readonly pcps: readonly CcdaParty[];
  /** `participant typeCode="REF"`, and `callback` people to ask back. */
  readonly referrers: readonly CcdaParty[];
  /** `inFulfillmentOf/order/id`: the referral this document answers. */
  readonly orders: readonly CcdaId[];
  readonly service?: { readonly from?: string; readonly to?: string };
  readonly encounter?: { readonly ids: readonly CcdaId[]; readonly from?: string; readonly to?: string };
  /** `RPLC` it replaces, `APND` it adds to. */
  readonly parent?: { readonly typeCode: string; readonly id: CcdaId };
  readonly sections: readonly CcdaSection[];
  /** The body is another file (`nonXMLBody`). */
  readonly isWrapped: boolean;
  /** Of the document as it came. */
  readonly bytes: number;
  readonly sha256: string;
};
