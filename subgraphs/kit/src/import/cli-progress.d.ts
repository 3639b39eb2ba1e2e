/** The part of cli-progress (MIT) that the import uses; the package brings no types. */
declare module 'cli-progress' {
  interface BarOptions {
    readonly format?: string;
    readonly stream?: NodeJS.WritableStream;
    readonly hideCursor?: boolean;
  }
  interface Bar {
    start(total: number, startValue: number, payload?: object): void;
    update(value: number, payload?: object): void;
    stop(): void;
  }
  const cliProgress: {
    readonly SingleBar: new (options: BarOptions, preset?: object) => Bar;
    readonly Presets: { readonly shades_classic: object };
  };
  export default cliProgress;
}
