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
  /** What the Bundle asks for; a resource that came by itself is a `PUT`. `DELETE`: it is no more, and only its type and id are told. */
  readonly method: 'PUT' | 'POST' | 'DELETE';
  /** `Bundle.entry.fullUrl`: what other entries call it. */
  readonly fullUrl?: string;
  /** When it came to be so, where the resource itself does not say: `response.lastModified` of a history, else the time of the Bundle. */
  readonly at?: string;
  /** An earlier message told it: it is described there. */
  readonly isTold?: true;
};

/** One message of FHIR, with everything its references lead to. Pure: what earlier messages brought was looked up before. */
export type FhirReading = {
  /** In the order of the message. Not among them: what a Bundle only includes (search mode `include`) or only contains. */
  readonly entries: readonly FhirEntry[];
  /** What a Bundle brings along so that its references can be followed; of a document all but the Composition. */
  readonly included: readonly FhirEntry[];
  /** `Bundle.type`; absent where a resource came by itself. */
  readonly bundle?: string;
  /** Why there is nothing to map although all is well: a heartbeat, a notification that only counts. */
  readonly isNothing?: string;
  /**
   * What a reference leads to: contained (`#id`), in the Bundle (by fullUrl or by type and id), or the newest the same sender has
   * told before. Undefined where it leads nowhere. An absolute reference to a host that is not the sender's leads nowhere.
   */
  readonly resolve: (reference: JsonValue | undefined, from: FhirEntry) => FhirEntry | undefined;
  /** The type and id a reference names at the sender, whether it leads somewhere or not; undefined for any other. */
  readonly keyOf: (reference: JsonValue | undefined, from: FhirEntry) => ResourceKey | undefined;
  /** What is known of an entry that only says that it is no more. */
  readonly told: (key: ResourceKey) => FhirEntry | undefined;
  /**
   * Where the base64 text at a path (`Bundle.entry[1].resource.content[0].attachment.data`) lies in the stored body, so that a note's
   * bytes are kept once; escapes as they stand. Undefined where there is none.
   */
  readonly slicesOf: (
    path: string,
  ) => readonly { readonly offset: number; readonly length: number }[] | undefined;
};

/** A resource of one sender's server. `id` is the logical id, or `urn:uuid:…` where it has none yet. */
export type ResourceKey = { readonly type: string; readonly id: string };
