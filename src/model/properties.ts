/**
 * A value as java.util.Properties reads it back unchanged from a file in Latin-1: backslashes doubled, a leading
 * blank kept, everything outside printable ASCII as \uXXXX. Both zoo.cfg and server.properties are read that way.
 */
export function escapeValue(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/^ /, '\\ ')
    .replace(/[^\u0020-\u007e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
