import type { JsonValue } from '../json/json.ts';

/** A FHIR R4 resource as it came: tolerant, because every server leaves out or adds something. Read its members through the format. */
export type FhirResource = {
  readonly resourceType: string;
  readonly id?: string;
  readonly meta?: { readonly versionId?: string; readonly lastUpdated?: string };
  readonly [name: string]: JsonValue | undefined;
};

/** A resource a message speaks of. */
export type FhirEntry = {
  readonly resource: FhirResource;
  /** FHIRPath of it in the message: `Appointment`, `Bundle.entry[2].resource`. Beginning of every lineage and problem path. */
  readonly path: string;
  /** What the Bundle asks for; a resource that came by itself is a `PUT`. `DELETE`: it is no more. */
  readonly method: 'PUT' | 'POST' | 'DELETE';
};

/** One message of FHIR, with everything its references lead to. Pure: what earlier messages brought was looked up before. */
export type FhirReading = {
  /** In the order of the message. Not among them: what a Bundle only includes (search mode `include`) or only contains. */
  readonly entries: readonly FhirEntry[];
  /**
   * What a reference leads to: contained (`#id`), in the Bundle (by fullUrl or by type and id), or the newest the same sender has
   * told before. Undefined where it leads nowhere.
   */
  readonly resolve: (reference: JsonValue | undefined, from: FhirEntry) => FhirEntry | undefined;
  /**
   * Where the base64 text at a path (`Bundle.entry[1].resource.content[0].attachment.data`) lies in the stored body, so that a note's
   * bytes are kept once. Undefined where there is none.
   */
  readonly slicesOf: (
    path: string,
  ) => readonly { readonly offset: number; readonly length: number }[] | undefined;
};
