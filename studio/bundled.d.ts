// What Vite makes of an import with a question mark: the address of a bundle of its own.
declare module "*?worker&url" {
  const url: string;
  export default url;
}
