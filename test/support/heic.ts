import { gunzipSync } from 'node:zlib';

/** A HEIC picture of 640 × 960, white with a black bar from (64, 64) to (320, 192), as libheif's heif-enc writes it. */
export function barHeic(): Uint8Array {
  return gunzipSync(Buffer.from(PACKED, 'base64'));
}

const PACKED =
  'H4sIAFrbAmsC/2NgYJBJK6ksyEjNTGYAgtzMNEMQOzczMY2BgckjN7UkkQECFDNScoqgbIaCzOQSBjTAV5BZkgtmMQKxSWZO' +
  'PthIFwcGJrAIA1MOhAaCS0AxIGC2g4vsB2KLzMy8NDAPJCsK5KQyQc3LKEs2ZEARZIILMrZnFhQVAOmkzILkfKBAJVDCmZG5' +
  'AO602A8Mf/7++MHAwM+sADRNwoGRh/H/f5ACZoYJIAKIYncxOSgCJXWcGBnRZBawMjF8iMxbMmnWswcODgcaQIJgokUJqIHd' +
  'hfFg0YYkB6A9IpnFBakQK5lACg4AGQIFmRWZYM9ycHAAqRKw41g4UBz3B+E4cYjjQAqYGeb/ALsB5jYNoNtQJQ6IcDAfTN01' +
  'ySt7NhNIBEIIEOEuPpi7GEFOUU8srXAG8UqL8qxyC1LTrTJSy5KtjAwMTa2AUpkpVuDgl80syIUlCGCsMjcyNTMwsbSwtrUD' +
  'BaQyi1LTYIkBqCkHHPHAyGOcmZuSCEov5zQY17MIPl0b9Uw3yytoyrI/stftZl+dvp3j1MZJky50830RYGDgPrFC01Wt/v+L' +
  'eWt5XnhNYLMAh/TihukNnCnQCGHwcJjAlfUCxmNmqoIzGRiKHRAcfoQahokNcDbjexiTJQTGYvOBsThnwFi8HDAW/woYS8QA' +
  'xpIKAPpotwbjOg7l026G3UFBU5Zq+nzUEvmZb/446mGLNPuLdvFnQEsNE1YJJWieWK0A0sU4d7JY+weoEXEO7Qj3PUe4j8Ei' +
  'AeG3IBiTRwPGkoUZwGAKV+gL93bSARirC27kZjjrGYzFKAoAqegR7P0DAAA=';
