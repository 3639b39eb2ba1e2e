/** Stops the server of global-setup.mjs and removes its files; a given server is left as it was. */
export default async function globalTeardown() {
  await globalThis.vigilTestServer?.close();
}
