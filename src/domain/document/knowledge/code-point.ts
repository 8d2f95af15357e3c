/** `M545` → `M54.5`. */
export function withPoint(code: string): string {
  const plain = code.replace('.', '');
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain;
}
